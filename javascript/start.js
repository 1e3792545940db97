/**
 * Begins when the page stands, in a WebUI when the host says so, elsewhere when it has loaded; and
 * says who is told of what happens on the page.
 */
(() => {
    "use strict";

    if (Object.keys(Animagine).includes("start")) return; // a second copy of the extension is installed
    /** The lists are fetched after the page's own files, in milliseconds. */
    const LISTS_AFTER = 500;
    let started = false;

    async function start() {
        if (started) return;
        started = true;
        const {words, localize, watch, controls, preview, panel, chips, sheets, groups, told, undo, history} = Animagine;
        await words.load();
        localize.start();
        controls.start();
        watch.built(controls.mend, preview.scan, told.scan, undo.scan, panel.scan, chips.scan, history.scan, attach, sheets.soon);
        watch.looked(chips.look, preview.look, panel.look, groups.look, undo.look);
        watch.typed(chips.typed, preview.typed, sheets.soon);
        watch.pressed(Animagine.restore, preview.pressed);
        watch.start();
        setTimeout(() => {
            if (Animagine.options.read().enabled) Animagine.load.start();
        }, LISTS_AFTER);
    }

    /** Completion and findings for the prompt boxes that have appeared. */
    function attach() {
        const options = Animagine.options.read();
        if (!options.enabled) return;
        for (const each of Animagine.boxes.appeared(options)) {
            new Animagine.complete.Completer(each.box, each.field.endsWith("negative_prompt"), each.dialect);
            if (options.findings) Animagine.groups.add(each);
        }
    }

    Animagine.start = start;
    if (typeof onUiLoaded === "function") onUiLoaded(start);
    else if (document.readyState === "complete") start();
    else window.addEventListener("load", start);
})();

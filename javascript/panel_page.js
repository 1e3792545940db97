/**
 * The page built from parts, wired up once it stands.
 */
(() => {
    "use strict";

    const {ID, area, pressUntilHeard} = Animagine.panelControls;

    /** @type {Element | null} the page that is wired up */
    let wired = null;
    /** @type {Animagine.Sizes | null} */
    let sizes = null;

    /** Wire the page up, if it is there. */
    function scan() {
        const page = document.getElementById(ID);
        const [search, row] = [".animagine-search", ".animagine-size-row"]
            .map((each) => /** @type {HTMLElement | null} */ (document.querySelector(`#${ID} ${each}`)));
        if (page === null || page === wired || search === null || row === null || !area("prompt")) return;
        wired = page;
        Animagine.drawers.start(page);
        new Animagine.search.Search(search, Animagine.parts.add);
        sizes = new Animagine.sizes.Sizes(row);
        const free = area("free");
        if (free) new Animagine.complete.Completer(free, false);
        Animagine.parts.start();
        page.addEventListener("input", Animagine.kept.keep);
        page.addEventListener("keydown", Animagine.drawing.key);
        Animagine.kept.putBack();
        pressUntilHeard("reload");
        Animagine.drawing.resume();
    }

    function look() {
        Animagine.parts.look();
        sizes?.look();
    }

    Animagine.panel = {scan, look};
})();

/**
 * Begins when the page stands: in a WebUI when the host says so, elsewhere when it has loaded.
 */
(() => {
    "use strict";

    if (Object.keys(Animagine).includes("start")) return; // a second copy of the extension is installed
    let started = false;

    async function start() {
        if (started) return;
        started = true;
        await Animagine.words.load();
        Animagine.localize.start();
        document.addEventListener("click", Animagine.restore);
        Animagine.preview.start();
        Animagine.attach.start();
        setTimeout(() => {
            if (Animagine.options.read().enabled) Animagine.load.start();
        }, 500);
    }

    Animagine.start = start;
    if (typeof onUiLoaded === "function") onUiLoaded(start);
    else if (document.readyState === "complete") start();
    else window.addEventListener("load", start);
})();

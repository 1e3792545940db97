/**
 * The page built from parts, wired up once it stands.
 */
(() => {
    "use strict";

    const {ID, area, pressUntilHeard} = Animagine.panelControls;

    /** @type {Element | null} the page that is wired up */
    let wired = null;
    /** @type {Array<{look(): void}>} what follows the page */
    let looking = [];

    /** Wire the page up, if it is there. */
    function scan() {
        const page = document.getElementById(ID);
        const [search, row] = [".animagine-search", ".animagine-size-row"]
            .map((each) => /** @type {HTMLElement | null} */ (document.querySelector(`#${ID} ${each}`)));
        if (page === null || page === wired || search === null || row === null || !area("prompt")) return;
        wired = page;
        Animagine.drawers.start(page);
        const put = (/** @type {string} */ name, /** @type {(place: HTMLElement) => any} */ make) => {
            const place = page.querySelector(name);
            return place instanceof HTMLElement ? make(place) : null;
        };
        put(".animagine-counters", (place) => new Animagine.counters.Counters(place));
        for (const place of page.querySelectorAll(".animagine-number-words")) {
            new Animagine.numbers.Numbers(/** @type {HTMLElement} */ (place));
        }
        put(`#${ID}_gallery_container`, Animagine.keyboard.start);
        put(".animagine-queue", Animagine.queue.start);
        new Animagine.search.Search(search, Animagine.parts.add);
        looking = [
            new Animagine.sizes.Sizes(row),
            put(".animagine-negative-empty", (place) => new Animagine.negative.Negative(place)),
            put(".animagine-pasted", (place) => new Animagine.pasted.Pasted(place)),
            put(".animagine-mask", (place) => new Animagine.mask.Mask(place)),
            put(".animagine-beside", (place) => new Animagine.picture.Picture(place)),
        ].filter((each) => each !== null);
        const free = area("free");
        if (free) new Animagine.complete.Completer(free, false);
        Animagine.parts.start();
        page.addEventListener("input", Animagine.kept.keep);
        window.addEventListener("pagehide", Animagine.kept.keepNow);
        page.addEventListener("keydown", Animagine.drawing.key);
        Animagine.kept.putBack();
        Animagine.draft.putBack();
        pressUntilHeard("reload");
        Animagine.drawing.resume();
    }

    function look() {
        Animagine.parts.look();
        for (const each of looking) each.look();
    }

    Animagine.panel = {scan, look};
})();

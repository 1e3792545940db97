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
    /** @type {{look(): void} | null} */
    let negative = null;

    /** Wire the page up, if it is there. */
    function scan() {
        const page = document.getElementById(ID);
        const [search, row] = [".animagine-search", ".animagine-size-row"]
            .map((each) => /** @type {HTMLElement | null} */ (document.querySelector(`#${ID} ${each}`)));
        if (page === null || page === wired || search === null || row === null || !area("prompt")) return;
        wired = page;
        Animagine.drawers.start(page);
        const place = (/** @type {string} */ name) => /** @type {HTMLElement | null} */ (page.querySelector(name));
        const [counters, numbers, empty, gallery] = [".animagine-counters", ".animagine-number-words", ".animagine-negative-empty", `#${ID}_gallery_container`].map(place);
        if (counters) new Animagine.counters.Counters(counters);
        if (numbers) new Animagine.numbers.Numbers(numbers);
        negative = empty && new Animagine.negative.Negative(empty);
        if (gallery) Animagine.keyboard.start(gallery);
        new Animagine.search.Search(search, Animagine.parts.add);
        sizes = new Animagine.sizes.Sizes(row);
        const free = area("free");
        if (free) new Animagine.complete.Completer(free, false);
        Animagine.parts.start();
        page.addEventListener("input", Animagine.kept.keep);
        window.addEventListener("pagehide", Animagine.kept.keepNow);
        page.addEventListener("keydown", Animagine.drawing.key);
        Animagine.kept.putBack();
        pressUntilHeard("reload");
        Animagine.drawing.resume();
    }

    function look() {
        Animagine.parts.look();
        sizes?.look();
        negative?.look();
    }

    Animagine.panel = {scan, look};
})();

/**
 * The picture that is begun with: another one of the page is sent on to it, and it outlives a reload.
 */
(() => {
    "use strict";

    const {ID, by, press, pressUntilHeard, heard} = Animagine.panelControls;
    const KEY = "animagine_draft";

    const MASK = "animagine_draft_mask";

    /** Address of a picture on the page, or its place in the history. */
    let wanted = "";
    /** Address of its mask. */
    let mask = "";

    /** @returns {boolean} whether the page draws from pictures on */
    const isThere = () => by("draft") !== null;

    /** @param {string} source */
    function begin(source) {
        wanted = source;
        const drawer = by("start");
        if (drawer?.classList.contains("animagine-closed")) {
            /** @type {HTMLElement | null} */ (drawer.querySelector(".animagine-drawer-button"))?.click();
        }
        press("begin");
        drawer?.scrollIntoView({block: "nearest"});
    }

    /** @param {string} path of a mask that the server has */
    function cover(path) {
        mask = `/file=${encodeURI(path)}`;
        press("cover");
    }

    /** @returns {string} the address of the picture that is there; empty without one */
    const source = () => shown("draft");

    /** @param {string} id @returns {string} */
    function shown(id) {
        const image = document.querySelector(`#${ID}_${id} img`);
        return image instanceof HTMLImageElement ? image.src : "";
    }

    /** After a reload the picture is there again. */
    function putBack() {
        window.addEventListener("pagehide", () => {
            Animagine.kept.store(KEY, source());
            Animagine.kept.store(MASK, shown("mask"));
        });
        [wanted, mask] = [KEY, MASK].map(Animagine.kept.recall);
        if (isThere() && wanted) pressUntilHeard("begin");
    }

    /** @returns {[]} the picture is there: now its mask, where one was kept */
    function there() {
        if (mask) press("cover");
        return [];
    }

    /** @returns {any[]} */
    function covered() {
        const found = mask;
        mask = "";
        return [found];
    }

    Animagine.draft = {isThere, begin, cover, source, putBack, there, covered, begun: () => heard("begin", [wanted])};
})();

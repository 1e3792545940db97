/**
 * The picture that is begun with: another one of the page is sent on to it, and it outlives a reload.
 */
(() => {
    "use strict";

    const {ID, by, press, pressUntilHeard, heard} = Animagine.panelControls;
    const KEY = "animagine_draft";

    /** Address of a picture on the page, or its place in the history. */
    let wanted = "";

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

    /** @returns {string} the address of the picture that is there; empty without one */
    function source() {
        const image = document.querySelector(`#${ID}_draft img`);
        return image instanceof HTMLImageElement ? image.src : "";
    }

    /** After a reload the picture is there again. */
    function putBack() {
        window.addEventListener("pagehide", () => Animagine.kept.store(KEY, source()));
        wanted = Animagine.kept.recall(KEY);
        if (isThere() && wanted) pressUntilHeard("begin");
    }

    Animagine.draft = {isThere, begin, putBack, begun: () => heard("begin", [wanted])};
})();

/**
 * The drawers of the page built from parts: which of them are open, and whether the parts are pinned
 * at the side. Both are remembered by this browser.
 */
(() => {
    "use strict";

    const {ID} = Animagine.panelControls;
    const KEY = "animagine_drawers";
    /** Drawers are closed at first where there is one column, as in `style.css`. */
    const NARROW = "(max-width: 719px)";

    /** @returns {Record<string, boolean>} what was chosen, by the drawer's id */
    function chosen() {
        try {
            const found = JSON.parse(Animagine.kept.remembered(KEY) || "{}");
            return typeof found === "object" && found !== null ? found : {};
        } catch (error) {
            return {}; // not ours, or cut off
        }
    }

    /**
     * @param {string} id
     * @param {boolean} value
     */
    function choose(id, value) {
        Animagine.kept.remember(KEY, JSON.stringify({...chosen(), [id]: value}));
    }

    class Drawer {
        /** @param {HTMLElement} frame */
        constructor(frame) {
            this.frame = frame;
            this.button = frame.querySelector(".animagine-drawer-button");
            this.pin = frame.querySelector(".animagine-pin");
            this.button?.addEventListener("click", () => {
                const open = frame.classList.contains("animagine-closed");
                this.show(open);
                choose(frame.id, open);
            });
            this.pin?.addEventListener("click", () => {
                const pinned = this.pin?.getAttribute("aria-pressed") !== "true";
                this.fix(pinned);
                choose(`${frame.id} pinned`, pinned);
            });
            this.restore();
        }

        restore() {
            const known = chosen();
            const open = known[this.frame.id] ?? (this.button?.getAttribute("aria-expanded") === "true" && !matchMedia(NARROW).matches);
            this.show(open);
            if (this.pin) this.fix(known[`${this.frame.id} pinned`] === true);
        }

        /** @param {boolean} open */
        show(open) {
            this.frame.classList.toggle("animagine-closed", !open);
            this.button?.setAttribute("aria-expanded", String(open));
        }

        /** @param {boolean} pinned in a column of its own; then it is open */
        fix(pinned) {
            this.pin?.setAttribute("aria-pressed", String(pinned));
            document.getElementById(ID)?.classList.toggle("animagine-pinned", pinned);
            if (pinned) this.show(true);
        }
    }

    /** @param {HTMLElement} page */
    function start(page) {
        for (const frame of page.querySelectorAll(".animagine-drawer")) new Drawer(/** @type {HTMLElement} */ (frame));
    }

    Animagine.drawers = {start};
})();

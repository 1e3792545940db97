/**
 * A compiled text with what was done to it marked: colour and line tell the kind, a note on hover
 * and focus tells why. One stop for Tab; the arrow keys go from mark to mark.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element, float, GAP} = Animagine.dom;

    const TIP = "animagine-tip";
    /** Between the note and what it is about, in CSS pixels. */
    const AWAY = 6;
    /** @type {Record<string, string>} */
    const KINDS = {added: "added", moved: "moved", rewritten: "rewritten", removed: "removed"};

    /** A block for a text with its marks. */
    function block() {
        const made = element("div", "animagine-sent");
        follow(made);
        return made;
    }

    /**
     * @param {HTMLElement} place a block
     * @param {string} text as it will be sent
     * @param {Animagine.Mark[]} marks places as Python counts them, in text order
     * @param {Animagine.Change[]} removed
     */
    function show(place, text, marks, removed) {
        const unit = Animagine.spans.units(text);
        const {text: plain} = Animagine.pieces;
        const pieces = [];
        let at = 0;
        for (const mark of marks) {
            const [start, end] = [unit(mark.start), unit(mark.end)];
            if (start < at) continue;
            pieces.push(plain(text.slice(at, start)), piece("mark", mark.kind, text.slice(start, end), told(mark)));
            at = end;
        }
        pieces.push(plain(text.slice(at)));
        for (const change of removed) {
            const shown = Animagine.match.bare(change.before);
            if (shown) pieces.push(plain(" "), piece("del", "removed", shown, `${say("removed")}: ${change.reason}`));
        }
        const nothing = {key: "", make: () => element("span", "animagine-quiet", say("nothing"))};
        Animagine.pieces.renew(place, text === "" && pieces.length === 1 ? [nothing] : pieces);
        const stop = place.querySelector("[tabindex='0']") || place.querySelector("mark, del");
        if (stop instanceof HTMLElement) stop.tabIndex = 0;
    }

    /** @param {Animagine.Mark} mark */
    function told(mark) {
        const before = mark.before ? ` “${mark.before}” →` : "";
        return `${say(KINDS[mark.kind] || mark.kind)}:${before} ${mark.reason}${mark.code ? ` (${mark.code})` : ""}`;
    }

    /**
     * @param {"mark" | "del"} tag
     * @param {string} kind
     * @param {string} text
     * @param {string} note
     * @returns {Animagine.Piece}
     */
    function piece(tag, kind, text, note) {
        const make = () => {
            const made = element(tag, `animagine-mark-${kind}`, text);
            made.tabIndex = -1;
            made.dataset.note = note;
            made.setAttribute("aria-describedby", TIP);
            return made;
        };
        return {key: JSON.stringify([tag, kind, text, note]), make};
    }

    /** @param {HTMLElement} block */
    function follow(block) {
        Animagine.rove.rove(block, "mark, del");
        block.addEventListener("keydown", (event) => {
            if (event.key === "Escape") tip().hide();
        });
        const show = (/** @type {Event} */ event) => {
            const target = event.target instanceof HTMLElement ? event.target : null;
            if (target?.dataset.note) tip().show(target);
        };
        block.addEventListener("mouseover", show);
        block.addEventListener("focusin", show);
        block.addEventListener("mouseout", () => tip().hide());
        block.addEventListener("focusout", () => tip().hide());
    }

    class Tip {
        constructor() {
            this.frame = element("div", "animagine animagine-tip");
            this.frame.id = TIP;
            this.frame.setAttribute("role", "tooltip");
            this.frame.hidden = true;
            document.body.append(this.frame);
            window.addEventListener("scroll", () => this.hide(), {capture: true, passive: true});
        }

        /** @param {HTMLElement} target */
        show(target) {
            this.frame.textContent = target.dataset.note || "";
            this.frame.hidden = false;
            const place = target.getBoundingClientRect();
            const above = place.top - this.frame.offsetHeight - AWAY;
            float(this.frame, place.left, above < GAP ? place.bottom + AWAY : above);
        }

        hide() {
            this.frame.hidden = true;
        }
    }

    /** @type {Tip | null} */
    let shared = null;

    function tip() {
        if (shared === null) shared = new Tip();
        return shared;
    }

    Animagine.marks = {block, show, tip};
})();

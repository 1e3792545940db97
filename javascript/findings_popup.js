/**
 * The pop-up of the page that shows findings with their fixes; by mouse at the words, by keyboard from
 * the count below a box.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element, button, float, GAP} = Animagine.dom;

    const SHOWN = 60;

    class Popup {
        constructor() {
            this.frame = element("div", "animagine animagine-panel");
            this.frame.setAttribute("role", "dialog");
            this.frame.setAttribute("aria-label", say("Findings in this prompt"));
            this.frame.hidden = true;
            document.body.append(this.frame);
            /** @type {HTMLElement | null} */
            this.opener = null;
            /** @type {Animagine.Findings | null} */
            this.owner = null;
            /** What the shown findings are about. */
            this.text = "";
            this.frame.addEventListener("keydown", (event) => event.key === "Escape" && this.leave(event));
            document.addEventListener("keydown", (event) => {
                if (event.key === "Escape" && !this.frame.hidden) this.leave(event);
            }, {capture: true});
            document.addEventListener("mousedown", (event) => {
                if (event.target instanceof Node && !this.frame.contains(event.target)) this.close();
            });
            window.addEventListener("resize", () => this.close());
        }

        /**
         * @param {Animagine.Findings} owner
         * @param {Animagine.Finding[]} findings
         * @param {HTMLElement | null} opener the button, where the keyboard or mouse used it
         */
        open(owner, findings, opener) {
            this.opener = opener;
            this.owner = owner;
            this.draw(owner, findings);
            if (opener) {
                this.frame.tabIndex = -1;
                (this.frame.querySelector("button") || this.frame).focus({preventScroll: true});
            }
        }

        /**
         * @param {Animagine.Findings} owner
         * @param {Animagine.Finding[]} findings
         */
        draw(owner, findings) {
            this.text = owner.text;
            const list = element("ul", "animagine-finding-list");
            list.append(...findings.map((finding) => entry(owner, finding, () => this.close())));
            if (findings === owner.found) list.append(...Animagine.findings.more(owner.leftOut));
            this.frame.replaceChildren(list);
            this.frame.hidden = false;
            this.place(owner, findings, this.opener);
        }

        /**
         * The text is another one now. Where the count opened it, and somebody else wrote (the
         * prompt-all-in-one extension does as soon as the box is left), it stays for the next answer.
         *
         * @param {Animagine.Findings} owner
         */
        outdated(owner) {
            if (this.opener === null || this.owner !== owner || document.activeElement === owner.box) this.close();
        }

        /**
         * The next answer has come; the keyboard stays where it was.
         *
         * @param {Animagine.Findings} owner
         * @param {Animagine.Finding[]} findings
         */
        renew(owner, findings) {
            if (this.frame.hidden || this.owner !== owner || this.text === owner.text) return;
            if (findings.length === 0) return this.close();
            const held = this.frame.contains(document.activeElement);
            const at = [...this.frame.querySelectorAll("button")].findIndex((button) => button === document.activeElement);
            this.draw(owner, findings);
            if (held) (this.frame.querySelectorAll("button")[at] || this.frame).focus({preventScroll: true});
        }

        /**
         * @param {Animagine.Findings} owner
         * @param {Animagine.Finding[]} findings
         * @param {HTMLElement | null} opener
         */
        place(owner, findings, opener) {
            const at = opener ? null : Animagine.mirror.locate(owner.box, findings[0].start);
            const {left, top, bottom} = at || (opener || owner.box).getBoundingClientRect();
            const height = this.frame.offsetHeight;
            const above = top - GAP - height;
            const below = bottom + GAP;
            float(this.frame, left, below + height <= window.innerHeight || above < 0 ? below : above);
        }

        /** @param {Event} event */
        leave(event) {
            event.preventDefault();
            event.stopPropagation();
            const opener = this.opener;
            this.close();
            opener?.focus();
        }

        close() {
            this.frame.hidden = true;
            this.owner = null;
            this.frame.replaceChildren();
        }
    }

    /**
     * @param {Animagine.Findings} owner
     * @param {Animagine.Finding} finding
     * @param {() => void} done
     */
    function entry(owner, finding, done) {
        const item = element("li", `animagine-entry animagine-${finding.severity}`);
        const text = owner.text;
        const place = text.slice(finding.start, finding.end);
        if (place) item.append(element("code", "animagine-place", place.length > SHOWN ? `${place.slice(0, SHOWN)}…` : place), " ");
        item.append(element("span", "animagine-message", finding.message), " ", element("span", "animagine-code", finding.code));
        const fixes = element("div", "animagine-fixes");
        for (const fix of finding.fixes.filter((each) => each.edits.length > 0)) {
            const made = button("animagine-fix", fix.label, () => {
                if (owner.text === text) owner.apply(fix);
                done();
            });
            made.addEventListener("mousedown", (event) => event.preventDefault());
            fixes.append(made);
        }
        item.append(fixes);
        return item;
    }

    /** @type {Popup | null} */
    let made = null;

    /** @returns {Animagine.Popup} the one of the page, made when it is first needed */
    function shared() {
        if (made === null) made = new Popup();
        return made;
    }

    Animagine.popup = {shared};
})();

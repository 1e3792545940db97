/**
 * The pop-up of the page that shows findings with their fixes; by mouse at the words, by keyboard from
 * the count below a box.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element, float, GAP} = Animagine.dom;

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
            /** @type {Animagine.Report | null} */
            this.report = null;
            /** What the shown findings are about. */
            this.text = "";
            this.list = new Animagine.list.List({
                fix: (_, fix) => this.act((owner) => owner.apply(fix), true),
                all: (which, meant) => this.act((owner) => owner.actions.all(which, {fields: [owner.field], ...meant}), false),
                pick: (finding) => this.act((owner) => show(owner, finding), true),
                quiet: (...told) => this.act((owner) => owner.actions.quiet(...told), false),
            });
            this.frame.append(this.list.element);
            this.frame.addEventListener("mousedown", (event) => {
                // the keyboard stays in the box, which another extension may rewrite when it is left
                if (event.target instanceof Element && event.target.closest("button, summary")) event.preventDefault();
            });
            this.frame.addEventListener("keydown", (event) => event.key === "Escape" && this.leave(event));
            document.addEventListener("keydown", (event) => {
                if (event.key === "Escape" && !this.frame.hidden) this.leave(event);
            }, {capture: true});
            document.addEventListener("mousedown", (event) => {
                if (event.target instanceof Node && !this.frame.contains(event.target)) this.close();
            });
            window.addEventListener("resize", () => this.follow());
            document.addEventListener("scroll", ({target}) => {
                if (!(target instanceof Node && this.frame.contains(target))) this.follow();
            }, {capture: true, passive: true});
        }

        /**
         * Do something to what is shown, if that is of the text that stands there.
         *
         * @param {(owner: Animagine.Findings) => void} act
         * @param {boolean} closes
         */
        act(act, closes) {
            const {owner, text} = this;
            if (closes) this.close();
            if (owner && owner.text === text) act(owner);
        }

        /**
         * @param {Animagine.Findings} owner
         * @param {Animagine.Report} report
         * @param {HTMLElement | null} opener the button, where the keyboard or mouse used it
         */
        open(owner, report, opener) {
            this.opener = opener;
            this.owner = owner;
            this.draw(owner, report);
            if (opener) (this.frame.querySelector("button") || this.list.element).focus({preventScroll: true});
        }

        /**
         * @param {Animagine.Findings} owner
         * @param {Animagine.Report} report
         */
        draw(owner, report) {
            this.text = owner.text;
            this.report = report;
            this.list.show(report, owner.found, ({start, end}) => owner.text.slice(start, end));
            this.frame.hidden = false;
            this.place(owner, report);
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
         */
        renew(owner) {
            if (this.frame.hidden || this.owner !== owner || this.opener === null) return;
            if (owner.button.hidden) return this.leave();
            this.draw(owner, owner.report);
        }

        /**
         * @param {Animagine.Findings} owner
         * @param {Animagine.Report} report
         */
        place(owner, report) {
            const first = owner.found.find((finding) => finding.n === report.problems[0]?.findings[0]);
            const at = this.opener || !first ? null : Animagine.mirror.locate(owner.box, first.start);
            const {left, top, bottom} = at || (this.opener || owner.box).getBoundingClientRect();
            const height = this.frame.offsetHeight;
            const above = top - GAP - height;
            const below = bottom + GAP;
            float(this.frame, left, below + height <= window.innerHeight || above < 0 ? below : above);
        }

        /** Stay beside what it is about. */
        follow() {
            if (!this.frame.hidden && this.owner && this.report) this.place(this.owner, this.report);
        }

        /** @param {Event} [event] the keyboard goes back to where it came from */
        leave(event) {
            event?.preventDefault();
            event?.stopPropagation();
            const {opener, owner} = this;
            const held = event || this.frame.contains(document.activeElement);
            this.close();
            if (held && opener) (opener.hidden ? owner?.box : opener)?.focus({preventScroll: true});
        }

        close() {
            this.frame.hidden = true;
            this.owner = null;
        }
    }

    /**
     * @param {Animagine.Findings} owner
     * @param {Animagine.Finding} finding
     */
    function show(owner, {start, end}) {
        owner.box.focus();
        owner.box.setSelectionRange(start, end);
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

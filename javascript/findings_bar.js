/**
 * What Python found, shown at a box: a count below it and lines under the places; a click on either
 * opens the pop-up. Where nothing is known of the text it says why, and offers to ask again.
 */
(() => {
    "use strict";

    const {say, counted} = Animagine.words;
    const {element, button} = Animagine.dom;

    const SEVERITIES = ["hint", "info", "warning", "error"];

    class Findings {
        /**
         * @param {HTMLTextAreaElement | HTMLInputElement} box
         * @param {(values: Record<string, unknown>) => void} [take] puts what a fix says of other fields there
         */
        constructor(box, take = () => {}) {
            this.box = box;
            this.take = take;
            /** @type {Animagine.Finding[]} */
            this.found = [];
            /** @type {Array<[string, number]>} codes, and how many more findings there are of each */
            this.leftOut = [];
            this.text = box.value;
            this.lines = new Animagine.underline.Underline(box);
            this.bar = element("div", "animagine animagine-bar");
            this.button = button("animagine-count-button", "", () => Animagine.popup.shared().open(this, this.found, this.button));
            this.button.setAttribute("aria-haspopup", "dialog");
            this.button.hidden = true;
            this.failure = element("span", "animagine-failure");
            this.failure.setAttribute("role", "status");
            this.retry = () => {};
            this.again = button("animagine-again", say("Check again"), () => this.retry());
            this.again.hidden = true;
            this.bar.append(this.failure, " ", this.again, this.button);
            (box.closest("label") || box).insertAdjacentElement("afterend", this.bar);
            box.addEventListener("input", () => this.follow());
            box.addEventListener("click", () => this.clicked());
        }

        /**
         * @param {Animagine.Finding[]} findings of this box, places as Python counts them
         * @param {string} text they are about
         * @param {Record<string, number>} leftOut code → how many more there are than are told
         */
        set(findings, text, leftOut) {
            this.mended();
            if (text !== this.box.value) return; // it has been typed on meanwhile
            this.text = text;
            this.found = Animagine.spans.inUnits(findings, text);
            this.leftOut = Object.entries(leftOut).filter(([code]) => findings.some((finding) => finding.code === code));
            this.paint();
            Animagine.popup.shared().renew(this, this.found);
        }

        /**
         * Nobody knows what is wrong with the text as it is now.
         *
         * @param {string} why the end of a sentence
         * @param {() => void} retry asks again
         */
        failed(why, retry) {
            this.unknown();
            this.retry = retry;
            this.failure.textContent = say("The check failed: {why}.", {why});
            this.again.hidden = false;
            this.bar.classList.add("animagine-failed");
        }

        /** Lines stay at the words that were not changed; a count would be one of another text. */
        unknown() {
            this.button.hidden = true;
        }

        /** An answer has come: the keyboard goes on at the box, if it was on the button that goes. */
        mended() {
            if (document.activeElement === this.again) this.box.focus({preventScroll: true});
            this.failure.textContent = "";
            this.again.hidden = true;
            this.bar.classList.remove("animagine-failed");
        }

        /** The text has changed: what still stands moves along. */
        follow() {
            const value = this.box.value;
            if (value === this.text) return;
            this.found = Animagine.spans.moved(this.found, this.text, value);
            this.text = value;
            this.lines.show(this.found);
            Animagine.popup.shared().outdated(this);
        }

        paint() {
            this.lines.show(this.found);
            const count = this.found.filter((finding) => finding.severity !== "hint").length;
            const hints = this.found.length;
            const worst = SEVERITIES[Math.max(0, ...this.found.map((finding) => SEVERITIES.indexOf(finding.severity)))];
            this.button.hidden = this.found.length === 0;
            this.button.className = `animagine-count-button animagine-${worst}`;
            this.button.textContent = count === 0 ? counted("1 hint", "{count} hints", hints) : counted("1 finding", "{count} findings", count);
        }

        clicked() {
            const {selectionStart, selectionEnd} = this.box;
            if (selectionStart === null || selectionStart !== selectionEnd) return;
            const here = this.found.filter((each) => each.severity !== "hint" && each.start <= selectionStart && selectionStart <= each.end && each.end > each.start);
            if (here.length) Animagine.popup.shared().open(this, here, null);
            else Animagine.popup.shared().close();
        }

        /** @param {Animagine.Fix} fix */
        apply(fix) {
            if (this.box.value !== this.text || fix.edits.length === 0) return;
            const edits = fix.edits.map(({start, end, text}) => ({start, end, insert: text}));
            if (fix.values) this.take(fix.values);
            Animagine.writing.apply(this.box, Animagine.spans.joined(this.text, edits));
        }
    }

    /**
     * @param {Array<[string, number]>} leftOut codes, and how many more findings there are of each
     * @returns {HTMLElement[]} an entry for each
     */
    function more(leftOut) {
        return leftOut.map(([code, count]) => element("li", "animagine-quiet", say("and {count} more of {code}", {count, code})));
    }

    Animagine.findings = {Findings, more, SEVERITIES};
})();

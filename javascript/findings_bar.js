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
         * @param {string} field that it holds
         * @param {Animagine.BoxActions} actions
         */
        constructor(box, field, actions) {
            this.box = box;
            this.field = field;
            this.actions = actions;
            /** @type {Animagine.Finding[]} */
            this.found = [];
            this.report = Animagine.list.NOTHING;
            this.text = box.value;
            this.lines = new Animagine.underline.Underline(box);
            this.bar = element("div", "animagine animagine-bar");
            this.button = button("animagine-count-button", "", () => Animagine.popup.shared().open(this, this.report, this.button));
            this.button.setAttribute("aria-haspopup", "dialog");
            this.button.hidden = true;
            this.failure = element("span", "animagine-failure");
            this.failure.setAttribute("role", "status");
            this.retry = () => {};
            this.again = button("animagine-again", say("Check again"), () => this.retry());
            this.again.hidden = true;
            this.said = element("span", "animagine-said");
            this.said.setAttribute("role", "status");
            this.bar.append(this.failure, " ", this.again, this.said, " ", this.button);
            (box.closest("label") || box).insertAdjacentElement("afterend", this.bar);
            const follow = Animagine.frames.later(() => this.follow());
            box.addEventListener("input", follow.soon);
            box.addEventListener("click", () => this.clicked());
        }

        /**
         * @param {Animagine.Finding[]} findings of this box, places as Python counts them
         * @param {string} text they are about
         * @param {Animagine.Report} report of this box
         */
        set(findings, text, report) {
            this.mended();
            if (text !== this.box.value) return; // it has been typed on meanwhile
            this.text = text;
            this.found = Animagine.spans.inUnits(findings, text);
            this.report = report;
            this.paint();
            Animagine.popup.shared().renew(this);
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
            this.said.textContent = "";
            this.found = Animagine.spans.moved(this.found, this.text, value);
            this.text = value;
            this.lines.show(this.found);
            Animagine.popup.shared().outdated(this);
        }

        paint() {
            this.lines.show(this.found);
            const quiet = this.report.quiet.filter(({count}) => count > 0).length;
            const words = this.report.counted[this.field] || (quiet ? counted("Not told: 1 kind", "Not told: {count} kinds", quiet) : "");
            this.button.hidden = words === "";
            this.button.className = `animagine-count-button animagine-${this.report.problems[0]?.severity || "hint"}`;
            this.button.textContent = words;
        }

        /** @param {string} text told at once, also to a screen reader */
        tell(text) {
            this.said.textContent = text;
        }

        clicked() {
            const {selectionStart, selectionEnd} = this.box;
            if (selectionStart === null || selectionStart !== selectionEnd) return;
            const here = this.found.filter((each) => each.severity !== "hint" && each.start <= selectionStart && selectionStart <= each.end && each.end > each.start);
            if (here.length) Animagine.popup.shared().open(this, Animagine.list.ofFindings(here), null);
            else Animagine.popup.shared().close();
        }

        /** @param {Animagine.Fix} fix */
        apply(fix) {
            if (this.box.value !== this.text) return;
            this.actions.put(this.field, Animagine.spans.edited(this.text, fix.edits), fix.values || {});
        }
    }

    Animagine.findings = {Findings, SEVERITIES};
})();

/**
 * The preview on the screen: one line, the compiled texts with their marks, what is left to do.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element, button} = Animagine.dom;

    /** A screen reader is told after a pause, not at every key. */
    const ANNOUNCE_AFTER = 1200;

    class PreviewView {
        /**
         * @param {HTMLElement} place
         * @param {HTMLElement | null} header the accordion's label, which shows the line too
         * @param {Animagine.PreviewActions} actions
         */
        constructor(place, header, actions) {
            this.actions = actions;
            this.line = element("p", "animagine-line");
            this.line.setAttribute("aria-hidden", "true"); // `spoken` says it, after a pause
            this.spoken = element("p", "animagine-unseen");
            this.spoken.setAttribute("role", "status");
            this.spoken.setAttribute("aria-live", "polite");
            this.body = element("div", "animagine-preview-body");
            this.texts = element("div", "animagine-texts");
            this.facts = element("div", "animagine-facts");
            this.blocks = textBlocks();
            this.buttons = element("div", "animagine-preview-buttons");
            this.applyButton = button("animagine-button", say("Apply to prompt"), () => actions.apply());
            this.retryButton = button("animagine-button", say("Try again"), () => actions.retry());
            this.applyButton.hidden = this.retryButton.hidden = true;
            this.buttons.append(this.retryButton, this.applyButton);
            this.list = new Animagine.list.List(actions, true);
            this.note = element("p", "animagine-said");
            this.note.setAttribute("role", "status");
            place.replaceChildren(this.line, this.spoken, this.body, this.list.element, this.note, this.buttons);
            this.place = place;
            this.short = header ? element("span", "animagine animagine-short") : null;
            if (header && this.short) {
                this.short.setAttribute("aria-hidden", "true");
                header.insertBefore(this.short, header.querySelector(".icon") || header.lastElementChild);
            }
            this.timer = 0;
        }

        /** @param {string} text */
        tell(text) {
            this.line.textContent = text;
            if (this.short) this.short.textContent = text;
            clearTimeout(this.timer);
            this.timer = setTimeout(() => {
                if (this.spoken.textContent !== text) this.spoken.textContent = text;
            }, ANNOUNCE_AFTER);
        }

        /** @param {string} text what came of a press; told at once, and shown until the next one */
        say(text) {
            this.note.textContent = text;
        }

        /** @param {string} why */
        off(why) {
            this.tell(why);
            Animagine.pieces.renew(this.body, []);
            this.list.show(Animagine.list.NOTHING, [], () => "");
            this.applyButton.hidden = true;
            this.mended();
        }

        /**
         * What is shown is of an older text, if there is anything.
         *
         * @param {string} why the end of a sentence
         */
        failed(why) {
            const older = this.body.childNodes.length > 0;
            this.tell(older ? say("The preview failed: {why}. What is shown is of an older text.", {why}) : say("The preview failed: {why}.", {why}));
            this.place.classList.add("animagine-stale");
            this.applyButton.hidden = true;
            this.retryButton.hidden = false;
        }

        /** An answer has come: the keyboard goes on behind the button that goes. */
        mended() {
            const held = document.activeElement === this.retryButton;
            this.place.classList.remove("animagine-stale");
            this.retryButton.hidden = true;
            if (!held) return;
            this.place.tabIndex = -1; // where the keyboard is if neither button is left
            [this.applyButton, this.place].find((each) => !each.hidden)?.focus({preventScroll: true});
        }

        /**
         * @param {Animagine.Asked} asked
         * @param {Animagine.Answer} answer
         */
        show(asked, answer) {
            this.tell(summary(answer));
            const focused = this.body.contains(document.activeElement);
            this.renewTexts(asked, answer);
            renewFacts(this.facts, asked, answer);
            const parts = [this.texts, this.facts].filter((part) => part.childNodes.length);
            Animagine.pieces.renew(this.body, parts.map((part) => ({key: part.className, make: () => part})));
            this.list.show(answer.report, inUnits(asked, answer.findings), ({field, start, end}) => typed(asked, field).slice(start, end));
            if (focused && !this.body.contains(document.activeElement)) /** @type {HTMLElement} */ (this.body.querySelector("[tabindex='0'], button") || this.applyButton).focus({preventScroll: true});
            const differs = answer.prompt !== asked.prompt || (answer.negative_prompt ?? "") !== asked.negative_prompt ||
                ["width", "height", "steps", "cfg_scale", "sampler_name"].some((name) => /** @type {any} */ (answer)[name] !== /** @type {any} */ (asked)[name]);
            this.applyButton.hidden = !differs || asked.styles !== undefined; // the host would put them in twice
            this.mended();
        }

        /**
         * @param {Animagine.Asked} asked
         * @param {Animagine.Answer} answer
         */
        renewTexts(asked, answer) {
            const shown = [];
            for (const [field, {label, block}] of this.blocks) {
                const text = answer[field] ?? "";
                if (text === "" && !asked[field]) continue;
                const removed = answer.changes.filter((change) => change.kind === "removed" && change.field === field);
                Animagine.marks.show(block, text, answer.marks[field] || [], removed);
                shown.push({key: `label ${field}`, make: () => label}, {key: field, make: () => block});
            }
            Animagine.pieces.renew(this.texts, shown);
        }
    }

    /**
     * @param {Animagine.Asked} asked
     * @param {string} field
     * @returns {string} the text that was asked about; empty for a setting
     */
    function typed(asked, field) {
        const text = /** @type {any} */ (asked)[field];
        return typeof text === "string" && field in asked ? text : "";
    }

    /**
     * @param {Animagine.Asked} asked
     * @param {Animagine.Finding[]} findings places as Python counts them
     * @returns {Animagine.Finding[]} with the browser's, and the numbers by which rows know them
     */
    function inUnits(asked, findings) {
        const numbered = findings.map((finding, n) => ({...finding, n}));
        const fields = new Set(findings.map((finding) => finding.field));
        return [...fields].flatMap((field) => Animagine.spans.inUnits(numbered.filter((finding) => finding.field === field), typed(asked, field)));
    }

    /**
     * `6 changes · 1 warning · 43/75 tokens · 832×1216 ✓`, as the server says it
     *
     * @param {Animagine.Answer} answer
     */
    function summary(answer) {
        return [Animagine.standing.mismatch(), ...answer.summary].filter((text) => text !== "").join(" · ");
    }

    /**
     * @param {HTMLElement} place
     * @param {Animagine.Asked} asked
     * @param {Animagine.Answer} answer
     */
    function renewFacts(place, asked, answer) {
        const {meter, sizes} = Animagine.shapes;
        const {prompt, negative_prompt: negative} = answer.tokens;
        const facts = [{key: JSON.stringify([prompt]), make: () => meter(prompt, say("prompt"))}];
        if (negative?.tokens) facts.push({key: JSON.stringify(negative), make: () => meter(negative, say("negative"))});
        if (asked.width && asked.height && answer.width && answer.height) {
            const before = /** @type {Animagine.Range} */ ([asked.width, asked.height]);
            const after = /** @type {Animagine.Range} */ ([answer.width, answer.height]);
            facts.push({key: `${before} ${after}`, make: () => sizes(before, after)});
        }
        Animagine.pieces.renew(place, facts);
    }

    /** Each text's label and block, in the order in which they are shown. */
    function textBlocks() {
        const names = {
            prompt: say("Prompt as sent"),
            negative_prompt: say("Negative prompt as sent"),
            hr_prompt: say("Hires prompt as sent"),
            hr_negative_prompt: say("Hires negative prompt as sent"),
        };
        const fields = /** @type {Array<keyof typeof names>} */ (Object.keys(names));
        return new Map(fields.map((field) => {
            const block = Animagine.marks.block();
            block.setAttribute("role", "group");
            block.setAttribute("aria-label", names[field]);
            return [field, {label: element("div", "animagine-label", names[field]), block}];
        }));
    }

    Animagine.previewView = {PreviewView, summary};
})();

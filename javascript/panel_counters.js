/**
 * How many girls, boys and others: three counters over the group of count tags that gradio holds, and
 * which stays out of sight.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element, button} = Animagine.dom;
    const {by, press} = Animagine.panelControls;

    const GROUP = "subjects";
    const NO_HUMANS = "no humans";
    /** What the counters count. */
    const COUNTED = [{one: "1girl", many: "girls"}, {one: "1boy", many: "boys"}, {one: "1other", many: "others"}];
    const MOST = 6;

    /** @type {string[] | null} what was chosen and has not been answered yet */
    let wanted = null;
    /** @type {string[] | null} what was last sent of it */
    let sent = null;
    let unanswered = 0;

    /**
     * @param {string} tag
     * @param {typeof COUNTED[0]} kind
     * @returns {number} how many it says; MOST + 1 for an unknown number, 0 where it is of another kind
     */
    function count(tag, kind) {
        if (tag === kind.one) return 1;
        if (tag === `multiple ${kind.many}`) return MOST + 1;
        const [number, rest] = [parseInt(tag, 10), tag.replace(/^\d\+?/, "")];
        return rest === kind.many && number <= MOST ? number : 0;
    }

    /**
     * @param {number} number
     * @param {typeof COUNTED[0]} kind
     */
    function tag(number, kind) {
        return number === 1 ? kind.one : number < MOST ? `${number}${kind.many}` : `${MOST}+${kind.many}`;
    }

    /** @returns {string[]} the count tags of the prompt, as gradio shows them */
    function held() {
        const chosen = by(GROUP)?.querySelectorAll("label:has(input:checked)") ?? [];
        return [...chosen].map((label) => label.textContent?.trim() || "");
    }

    /** @returns {string[][]} of each counter: its name, and what its buttons do */
    function names() {
        return [
            [say("Girls"), say("fewer girls"), say("more girls")],
            [say("Boys"), say("fewer boys"), say("more boys")],
            [say("Others"), say("fewer others"), say("more others")],
        ];
    }

    class Counters {
        /** @param {HTMLElement} place */
        constructor(place) {
            /** @type {HTMLOutputElement[]} */
            this.numbers = [];
            /** @type {string | null} */
            this.shown = null;
            place.replaceChildren(...COUNTED.map((kind, index) => this.counter(kind, names()[index])), this.nobody());
            const group = by(GROUP);
            if (group) new MutationObserver(() => this.look()).observe(group, {subtree: true, childList: true, attributes: true});
            this.look();
        }

        /**
         * @param {typeof COUNTED[0]} kind
         * @param {string[]} said
         */
        counter(kind, [name, less, greater]) {
            const frame = element("div", "animagine-counter");
            frame.setAttribute("role", "group");
            frame.setAttribute("aria-label", name);
            const number = element("output", "animagine-counted");
            const fewer = button("animagine-step", "−", () => this.step(kind, -1));
            const more = button("animagine-step", "+", () => this.step(kind, 1));
            fewer.setAttribute("aria-label", less);
            more.setAttribute("aria-label", greater);
            frame.append(element("span", "", name), fewer, number, more);
            this.numbers.push(number);
            return frame;
        }

        nobody() {
            this.none = button("animagine-step animagine-nobody", say("Nobody"), () => {
                const without = held().filter((each) => each !== NO_HUMANS && COUNTED.every((kind) => count(each, kind) === 0));
                this.choose(this.none?.getAttribute("aria-pressed") === "true" ? without : [NO_HUMANS, ...without]);
            });
            return this.none;
        }

        /**
         * @param {typeof COUNTED[0]} kind
         * @param {number} by
         */
        step(kind, by) {
            const now = wanted ?? held();
            const number = Math.max(0, ...now.map((each) => count(each, kind)));
            const next = Math.min(MOST, Math.max(0, number > MOST ? (by < 0 ? 0 : MOST) : number + by));
            const others = now.filter((each) => each !== NO_HUMANS && count(each, kind) === 0);
            const mine = next ? [tag(next, kind)] : [];
            this.choose([...mine, ...others]);
        }

        /** @param {string[]} tags */
        choose(tags) {
            const place = (/** @type {string} */ each) => COUNTED.findIndex((kind) => count(each, kind) > 0);
            wanted = [...tags].sort((one, other) => place(one) - place(other));
            this.look();
            press("count");
        }

        look() {
            const now = wanted ?? held();
            const shown = now.join();
            if (shown === this.shown) return;
            this.shown = shown;
            COUNTED.forEach((kind, index) => {
                const number = Math.max(0, ...now.map((each) => count(each, kind)));
                this.numbers[index].textContent = number > MOST ? say("several") : number === MOST ? `${MOST}+` : String(number);
            });
            this.none?.setAttribute("aria-pressed", String(now.includes(NO_HUMANS)));
        }
    }

    /**
     * The counters were pressed: their tags go in the place of what gradio holds.
     *
     * @param {string} control
     * @param {any[]} values what was said, the prompt, the count tags, and what else is picked
     */
    function picked(control, [said, prompt, tags, ...rest]) {
        unanswered++;
        sent = wanted;
        return Animagine.parts.picked(control, [said, prompt, wanted ?? tags, ...rest]);
    }

    /**
     * gradio 3 drops a press while another one waits for its answer: what it was for is sent again.
     *
     * @param {string} prompt
     * @returns {[]}
     */
    function answered(prompt) {
        unanswered = Math.max(0, unanswered - 1);
        if (unanswered === 0 && sent !== wanted) press("count");
        else if (unanswered === 0) wanted = sent = null;
        return Animagine.parts.answered(prompt);
    }

    Animagine.counters = {Counters, picked, answered};
})();

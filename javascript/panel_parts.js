/**
 * The parts beside the prompt: what is picked goes into the prompt, what is typed shows in the parts.
 * Python takes one apart and puts the other together; hidden buttons ask it.
 */
(() => {
    "use strict";

    const {area, by, press} = Animagine.panelControls;
    /** @type {Record<string, string>} those that gradio itself tells of, with their ids */
    const CONTROLS = {identity: "identity", rating: "part_rating", year: "part_year", quality: "part_quality"};
    /** After the last key, in milliseconds. */
    const PAUSE = 200;
    /** Nobody types any more. */
    const QUIET = 700;
    const FORGET = 10000;

    /** What somebody does in a control; gradio 4 tells of an input where it has set one itself. */
    const TOUCHES = ["pointerdown", "keydown", "input", "change", "focusout"];

    /** @type {Set<string>} controls that somebody has touched since the parts were last set */
    const touched = new Set();
    /** @type {Set<string>} controls that were picked in, until the prompt says so too */
    const picks = new Set();
    /** The character that was found last, until the prompt has it. */
    let found = "";
    let unanswered = 0;
    let forgetting = 0;
    /** The prompt that the last question was about, and whether another one was on its way with it. */
    let asked = "";
    let crossed = false;
    /** What is asked is asked once more, nothing was picked. */
    let repeating = false;
    /** The prompt that the parts were last set from, and when somebody typed last. */
    let synced = "";
    let typedAt = -Infinity;

    /** The negative prompt that the preset beside it was last named for. */
    let named = "";

    /** Follow the prompt, the free text and the negative prompt. */
    function start() {
        named = area("neg_prompt")?.value ?? "";
        later(area("prompt"), () => busy() || sync());
        later(area("neg_prompt"), name);
        later(area("free"), () => press("compose"));
        for (const event of TOUCHES) document.addEventListener(event, touch, true);
    }

    /** @param {Event} event */
    function touch(event) {
        if (!event.isTrusted) return;
        const holds = (/** @type {string} */ id) => by(id)?.contains(/** @type {Node} */ (event.target));
        for (const [control, id] of Object.entries(CONTROLS)) if (holds(id)) touched.add(control);
    }

    /**
     * @param {HTMLTextAreaElement | null} box
     * @param {() => void} act soon after the last key in it
     */
    function later(box, act) {
        let timer = 0;
        box?.addEventListener("input", () => {
            typedAt = performance.now();
            clearTimeout(timer);
            timer = setTimeout(act, PAUSE);
        });
    }

    function name() {
        named = area("neg_prompt")?.value ?? "";
        press("name");
    }

    function sync() {
        synced = area("prompt")?.value ?? "";
        touched.clear();
        press("sync");
    }

    /**
     * Answers may come late and in any order, so that the parts tell of an older prompt: when all is
     * quiet they are set from the prompt as it is. Not while the free text is being typed.
     */
    function look() {
        const negative = area("neg_prompt");
        if (negative && negative.offsetParent !== null && negative.value !== named && performance.now() - typedAt >= QUIET) name();
        const prompt = area("prompt");
        if (!prompt || prompt.offsetParent === null || prompt.value === synced) return;
        if (performance.now() - typedAt < QUIET || busy()) return;
        sync();
    }

    /** Return whether the parts are newer than the prompt. */
    function busy() {
        return unanswered > 0 || document.activeElement === area("free");
    }

    /** @param {string} character that was found in the search */
    function add(character) {
        found = character;
        press("add");
    }

    /**
     * Something was picked: the names of what was picked since the last answer go in front of the
     * values, since only they are newer than the prompt.
     *
     * @param {string} control empty where a character was found: its name goes on the next line
     * @param {any[]} values
     */
    function picked(control, values) {
        if (control && !repeating && (touched.has(control) || !(control in CONTROLS))) picks.add(control);
        repeating = false;
        crossed = unanswered > 0;
        unanswered++;
        asked = values[1];
        clearTimeout(forgetting);
        forgetting = setTimeout(forget, FORGET); // an answer that was lost
        const names = [...picks].join(" ");
        return [control ? names : `${names}\n${found}`, ...values.slice(1)];
    }

    /**
     * The prompt with what was picked; where somebody has typed meanwhile, or two answers may have come
     * in the wrong order, it is asked for again, with the prompt as it is now.
     *
     * @param {string} prompt
     * @returns {[]}
     */
    function answered(prompt) {
        unanswered = Math.max(0, unanswered - 1);
        const box = area("prompt");
        if (unanswered > 0 || !box) return [];
        if (crossed || box.value !== asked) {
            if (picks.size > 0 || found) again();
            return [];
        }
        if (prompt !== box.value) Animagine.writing.set(box, prompt);
        forget();
        return [];
    }

    function again() {
        repeating = true;
        crossed = false;
        press(found ? "add" : "compose");
    }

    function forget() {
        unanswered = 0;
        crossed = repeating = false;
        found = "";
        picks.clear();
    }

    Animagine.parts = {start, look, add, picked, answered};
})();

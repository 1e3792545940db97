/**
 * The parts beside the prompt: what is picked goes into the prompt, what is typed shows in the parts.
 * Python takes one apart and puts the other together; hidden buttons ask it.
 */
(() => {
    "use strict";

    const {area, press} = Animagine.panelControls;
    /** After the last key, in milliseconds. */
    const PAUSE = 200;
    /** Nobody types any more. */
    const QUIET = 700;
    const FORGET = 10000;

    /** @type {Set<string>} controls that were picked in, until the prompt says so too */
    const picks = new Set();
    /** The character that was found last. */
    let found = "";
    let unanswered = 0;
    let forgetting = 0;
    /** The prompt that the parts were last set from, and when somebody typed last. */
    let synced = "";
    let typedAt = -Infinity;

    /** The negative prompt that the preset beside it was last named for. */
    let named = "";

    /** Follow the prompt, the free text and the negative prompt. */
    function start() {
        named = area("neg_prompt")?.value ?? "";
        later(area("prompt"), sync);
        later(area("neg_prompt"), name);
        later(area("free"), () => press("compose"));
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
        if (performance.now() - typedAt < QUIET || document.activeElement === area("free") || unanswered > 0) return;
        sync();
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
        if (control) picks.add(control);
        unanswered++;
        clearTimeout(forgetting);
        forgetting = setTimeout(forget, FORGET); // an answer that was lost
        const names = [...picks].join(" ");
        return [control ? names : `${names}\n${found}`, ...values.slice(1)];
    }

    /** @returns {[]} */
    function answered() {
        unanswered = Math.max(0, unanswered - 1);
        if (unanswered === 0) forget();
        return [];
    }

    function forget() {
        unanswered = 0;
        picks.clear();
    }

    Animagine.parts = {start, look, add, picked, answered};
})();

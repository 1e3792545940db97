/**
 * Rules that somebody never wants to be told of again: kept in this browser, sent with each question,
 * and listed below what was found, where each can be taken back.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;

    const KEY = "animagine-quiet";
    const CODE = /^ANI[0-9]{3}$/;

    /** @type {string[] | null} read when first asked for */
    let kept = null;

    /** @returns {string[]} */
    function codes() {
        if (kept === null) kept = read();
        return kept;
    }

    /** @returns {string[]} */
    function read() {
        try {
            const found = JSON.parse(localStorage.getItem(KEY) || "[]");
            return Array.isArray(found) ? found.filter((code) => CODE.test(code)) : [];
        } catch (error) {
            console.info(say("Animagine: this browser keeps nothing, so it cannot remember what not to tell"), error);
            return [];
        }
    }

    /** @param {string[]} now */
    function keep(now) {
        kept = now;
        try {
            localStorage.setItem(KEY, JSON.stringify(now));
        } catch (error) {
            console.info(say("Animagine: this browser keeps nothing, so it cannot remember what not to tell"), error);
        }
    }

    /**
     * @param {string} code
     * @param {string} message what it says
     * @param {boolean} is is it to be quiet?
     * @returns {string} what was done, for people
     */
    function set(code, message, is) {
        const others = codes().filter((other) => other !== code);
        keep(is ? [...others, code] : others);
        return is
            ? say("{code} is not told any more. “Tell me again” below the list takes that back.", {code})
            : say("{code} is told again: {message}", {code, message});
    }

    Animagine.quiet = {
        codes,
        /** As a part of a question; nothing where there is none. */
        asked: () => codes().length ? {quiet: codes()} : {},
        set,
    };
})();

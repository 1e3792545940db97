/**
 * Asks Python to put right what was typed: all that is safe, all, or what one row stands for.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;

    const GIVE_UP = 60000;

    /**
     * @param {Record<string, any>} asked a request as it stands in the controls
     * @param {Animagine.Which} which
     * @param {Animagine.Meant} meant of some rules and fields alone
     * @param {() => boolean} stands is it still what the controls say?
     * @param {(fixed: Animagine.Fixed) => void} put
     * @returns {Promise<string>} what came of it, for people
     */
    async function ask(asked, which, meant, stands, put) {
        const {styles, ...typed} = asked; // they are nothing typed, and stay chosen
        const body = JSON.stringify({...typed, ...meant, fixes: which});
        try {
            const fixed = await Animagine.http.post("fix", body, new AbortController(), GIVE_UP);
            if (!stands()) return say("Nothing was fixed: the text has changed meanwhile. Press again.");
            put(fixed);
            return fixed.fixed ? say("{said}. Ctrl+Z takes it back.", {said: fixed.said}) : fixed.said;
        } catch (error) {
            return say("Nothing was fixed: {why}.", {why: error instanceof Error ? error.message : String(error)});
        }
    }

    Animagine.fixing = {ask};
})();

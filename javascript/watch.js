/**
 * How the server stands: does it act, and with which checkpoint. One question at a time, at the pace
 * of whoever calls; a server that fails is left alone for a while.
 */
(() => {
    "use strict";

    window.Animagine = window.Animagine || /** @type {any} */ ({});
    const Animagine = window.Animagine;

    const RETRY_AFTER = 8000;

    /** @type {Animagine.Standing | null} */
    let told = null;
    let underway = false;
    let notBefore = 0;

    /** @param {() => void} changed is called where it stands otherwise than before */
    async function look(changed) {
        if (underway || performance.now() < notBefore) return;
        underway = true;
        try {
            const {active, why, setting = null, checkpoint} = await Animagine.http.json("status");
            const now = {active, why, setting, checkpoint: checkpoint?.name ?? null};
            const same = JSON.stringify(now) === JSON.stringify(told);
            told = now;
            if (!same) changed();
        } catch (error) {
            notBefore = performance.now() + RETRY_AFTER; // the preview says what is wrong
        } finally {
            underway = false;
        }
    }

    /** @returns {string} why nothing is changed, and which setting changes that */
    function idle() {
        const {say} = Animagine.words;
        if (told === null || told.active) return say("idle: not an Animagine XL 4 checkpoint");
        const {why, setting} = told;
        return setting ? say("idle: {why}. To change it: {setting}", {why, setting}) : say("idle: {why}", {why});
    }

    Animagine.watch = {look, idle};
})();

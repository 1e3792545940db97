/**
 * How the server stands: does it act, with which checkpoint, and is it of our version. One question at a time, at the pace
 * of whoever calls; a server that fails is left alone for a while.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;

    /** Of these scripts; `sd_animagine.__version__` is that of the server. */
    const VERSION = "0.2.0";
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
            const {version, active, why, setting = null, checkpoint} = await Animagine.http.json("status");
            const now = {version, active, why, setting, checkpoint: checkpoint?.name ?? null};
            const same = JSON.stringify(now) === JSON.stringify(told);
            told = now;
            if (!same) changed();
        } catch (error) {
            notBefore = performance.now() + RETRY_AFTER; // the preview says what is wrong
        } finally {
            underway = false;
        }
    }

    /**
     * A browser may keep the scripts of before an upgrade, and an upgraded program runs on as it was
     * until it is started anew; what either says may then be wrong.
     *
     * @returns {string} what to do about it; empty where page and server are of one version
     */
    function mismatch() {
        if (told === null || told.version === VERSION) return "";
        const versions = {page: VERSION, server: told.version};
        return isOlder(VERSION, told.version)
            ? say("This page is of Animagine {page}, the program of {server}: reload the page (Ctrl+F5)", versions)
            : say("Animagine {server} still runs, this page is of {page}: restart the program", versions);
    }

    /**
     * @param {string} one
     * @param {string} other
     */
    function isOlder(one, other) {
        const [left, right] = [one, other].map((version) => String(version).split(".").map(Number));
        const at = left.findIndex((number, n) => number !== right[n]);
        return at >= 0 && left[at] < right[at];
    }

    Animagine.standing = {look, mismatch, VERSION};
})();

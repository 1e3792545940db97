/**
 * What the page asks of its history, and what it does with an answer: an entry back into the boxes.
 */
(() => {
    "use strict";

    const PANEL = "animagine_panel";
    const PATIENCE = 20000;

    /**
     * @param {string} route
     * @param {Record<string, string | number>} [query]
     * @returns {Promise<any>}
     */
    function ask(route, query = {}) {
        const given = Object.entries(query).map(([name, value]) => [name, String(value)]);
        return Animagine.http.json(`history${route}?${new URLSearchParams(given)}`);
    }

    /**
     * @param {string} route
     * @param {Record<string, unknown>} body
     * @returns {Promise<any>}
     */
    function order(route, body) {
        return Animagine.http.post(`history/${route}`, JSON.stringify(body), new AbortController(), PATIENCE);
    }

    /**
     * All that a picture was asked for with, as it was typed, so that it comes out again.
     *
     * @param {number} id
     */
    async function again(id) {
        const {typed, off, sent, hires, seed, options} = await ask("/entry", {id});
        const {steps, cfg_scale, sampler_name} = sent;
        put("history", {...typed, off, steps, cfg_scale, sampler_name, seed, hires_upscale: 1, ...hires, options: shown(options)});
    }

    /** @param {number | null} seed */
    function seedOf(seed) {
        if (seed !== null) put("seed", {seed});
    }

    /**
     * @param {string} what
     * @param {Record<string, unknown>} values those that are not known leave their controls alone
     */
    function put(what, values) {
        const known = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
        Animagine.undo.put(PANEL, what, Object.fromEntries(known));
    }

    /**
     * Options as their controls show them.
     *
     * @param {Record<string, unknown>} options
     */
    function shown(options) {
        const values = Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? value.join(" ") : value]);
        return Object.fromEntries(values);
    }

    Animagine.historyTake = {ask, order, again, seedOf};
})();

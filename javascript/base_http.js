/**
 * Our routes on the page's own server, with the page's own credentials. What goes wrong is an error
 * whose message is for people, as the end of a sentence.
 */
(() => {
    "use strict";

    const BASE = "animagine/v1/";

    const say = (/** @type {string} */ text, /** @type {any} */ values) => Animagine.words.say(text, values);

    /**
     * @param {string} route
     * @param {RequestInit} [request]
     * @returns {Promise<any>}
     */
    async function json(route, request = {}) {
        const answer = await fetch(new URL(BASE + route, document.baseURI), {
            credentials: "same-origin",
            ...request,
            headers: {...token(), "Accept-Language": Animagine.words.language(), ...request.headers},
        }).catch(() => {
            throw new Error(say("the server cannot be reached"));
        });
        if (!answer.ok) throw new Error(await refusal(answer));
        return answer.json().catch(() => {
            throw new Error(say("the answer of the server cannot be read"));
        });
    }

    /**
     * @param {string} route
     * @param {string} body JSON
     * @param {AbortController} controller lets go of the question
     * @param {number} patience milliseconds to wait for the answer
     * @returns {Promise<any>}
     */
    async function post(route, body, controller, patience) {
        let late = false;
        const timer = setTimeout(() => {
            late = true;
            controller.abort();
        }, patience);
        try {
            return await json(route, {method: "POST", body, headers: {"Content-Type": "application/json"}, signal: controller.signal});
        } catch (error) {
            throw late ? new Error(say("no answer within {seconds} seconds", {seconds: patience / 1000})) : error;
        } finally {
            clearTimeout(timer);
        }
    }

    /** @param {Response} answer */
    async function refusal(answer) {
        const {detail} = await answer.json().catch(() => ({})) ?? {};
        const said = detail?.message ?? detail;
        return typeof said === "string" && said !== "" ? said : say("it answered with status {status}", {status: answer.status});
    }

    /** @returns {Record<string, string>} what shows that we are the page, where the host asks */
    function token() {
        const holder = document.querySelector("[id$=_page_token] [data-token]");
        const value = holder instanceof HTMLElement ? holder.dataset.token : "";
        return value ? {"X-Animagine-Page": value} : {};
    }

    Animagine.http = {json, post};
})();

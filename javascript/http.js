/**
 * Our routes on the page's own server, with the page's own credentials.
 */
(() => {
    "use strict";

    window.Animagine = window.Animagine || /** @type {any} */ ({});
    const Animagine = window.Animagine;

    const BASE = "animagine/v1/";

    /**
     * @param {string} route
     * @param {RequestInit} [request]
     * @returns {Promise<any>}
     */
    async function json(route, request = {}) {
        const answer = await fetch(new URL(BASE + route, document.baseURI), {
            credentials: "same-origin",
            ...request,
            headers: {...token(), ...request.headers},
        });
        if (!answer.ok) throw new Error(`${route.split("?")[0]}: ${answer.status}`);
        return answer.json();
    }

    /** @returns {Record<string, string>} what shows that we are the page, where the host asks */
    function token() {
        const holder = document.querySelector("[id$=_page_token] [data-token]");
        const value = holder instanceof HTMLElement ? holder.dataset.token : "";
        return value ? {"X-Animagine-Page": value} : {};
    }

    Animagine.http = {json};
})();

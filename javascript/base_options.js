/**
 * What the settings page says, with a default for everything: the page works before the host has
 * handed its options over, and in the studio, which has none.
 */
(() => {
    "use strict";

    const PREFIX = "animagine_complete_";

    /** The defaults; `webui/page/completion.py` puts the same on the settings page. */
    const DEFAULTS = Object.freeze({
        enabled: true,
        /** beside the tagcomplete extension: `both`, `ours` or `off` */
        neighbour: "both",
        /** Tab takes the chosen offer, or the first one */
        tab: true,
        /** Enter takes an offer that was chosen with the arrow keys */
        enter: true,
        /** a character brings its series: `ask`, `always` or `never` */
        series: "ask",
        /** more boxes, as CSS selectors */
        selectors: "",
        /** most offers at once */
        limit: 30,
        /** count findings under the boxes and underline them */
        findings: true,
    });

    /**
     * The options as they are now.
     *
     * @param {Record<string, any>} [host] the host's options
     * @returns {Animagine.Options}
     */
    function read(host = hostOptions()) {
        /** @type {Record<string, any>} */
        const values = {};
        for (const [name, standard] of Object.entries(DEFAULTS)) {
            const value = host[PREFIX + name];
            values[name] = typeof value === typeof standard ? value : standard;
        }
        values.limit = Math.min(100, Math.max(5, Math.round(values.limit)));
        return /** @type {Animagine.Options} */ (values);
    }

    /** @returns {Record<string, any>} */
    function hostOptions() {
        return typeof opts === "object" && opts ? opts : {};
    }

    Animagine.options = {read, host: hostOptions, DEFAULTS};
})();

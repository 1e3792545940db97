/**
 * The language of the page, and its sentences in it.
 *
 * A dictionary is keyed by the English text, as the host's own (`window.localization`) is, so a
 * sentence is its own key; `{name}` stands for a value. The language is the one that the settings
 * page says, else the host's, else the browser's: the server chooses by the same, so that one screen
 * is in one language.
 */
(() => {
    "use strict";

    const LANGUAGES = /^\s*(en|ja|zh)(?![a-z])/i;
    /** Milliseconds for the dictionary to come; after that the page is English. */
    const PATIENCE = 3000;
    const SAMPLE = "Apply to prompt";

    /** @type {Record<string, string>} ours, where the host's is none or in another language */
    let own = {};
    /** Does the host's dictionary hold? Not where the settings page asks for another language. */
    let hosts = true;

    /** @returns {string[]} what says which language, the most important first */
    function wishes() {
        const host = typeof opts === "object" && opts ? opts : {};
        return [host.animagine_language, host.localization, ...window.navigator?.languages ?? []].map((wish) => String(wish ?? ""));
    }

    /** @returns {string} `en`, `ja` or `zh` */
    function language() {
        const wish = wishes().find((each) => LANGUAGES.test(each));
        return wish === undefined ? "en" : named(wish);
    }

    /** @param {string} wish that names a language */
    function named(wish) {
        return (LANGUAGES.exec(wish)?.[1] ?? "").toLowerCase();
    }

    /** Have the host's words ready, or fetch ours; a page without them is English. */
    async function load() {
        const [setting, host] = wishes();
        const wanted = language();
        hosts = !LANGUAGES.test(setting) || named(setting) === named(host);
        own = {};
        if (wanted === "en" || (hosts && window.localization?.[SAMPLE])) return;
        const controller = new AbortController();
        const timer = setTimeout(() => controller.abort(), PATIENCE);
        try {
            own = await Animagine.http.json(`words?language=${wanted}`, {signal: controller.signal});
        } catch (error) {
            console.info(say("Animagine: no words for this page, it stays English"), error);
        } finally {
            clearTimeout(timer);
        }
    }

    /** @param {string} sentence */
    function known(sentence) {
        return (hosts && window.localization?.[sentence]) || own[sentence];
    }

    /**
     * @param {string} sentence the English text
     * @param {Record<string, string | number>} [values] what its `{name}`s stand for
     * @returns {string} the text in the page's language
     */
    function say(sentence, values = {}) {
        return (known(sentence) || sentence).replace(/\{(\w+)\}/g, (whole, name) => name in values ? String(values[name]) : whole);
    }

    /**
     * A number of things.
     *
     * @param {string} one the sentence for one of them
     * @param {string} many that for any other number, which is its `{count}`
     * @param {number} count
     * @returns {string}
     */
    function counted(one, many, count) {
        return count === 1 ? say(one) : say(many, {count});
    }

    /** @type {Record<string, string>} the kinds of `tags.json` and our own, for people */
    const KINDS = {
        count: "count",
        character: "character",
        series: "series",
        rating: "rating",
        year: "year",
        artist: "artist",
        general: "general",
        foreign: "other model's tag",
        quality: "quality",
        score: "score",
        resolution: "resolution",
        lora: "LoRA",
        embedding: "embedding",
        style: "style",
        wildcard: "wildcard",
        run: "several at once",
        network: "network",
        group: "several in brackets",
        syntax: "prompt syntax",
    };

    /** One for each of them. @type {Record<string, string>} */
    const LETTERS = {count: "N", character: "C", series: "S", rating: "R", year: "Y", artist: "A", general: "T",
        quality: "Q", score: "Q", resolution: "Q", lora: "L", embedding: "E", style: "P", wildcard: "W", run: "+", network: "L",
        group: "()", syntax: "&"};

    Animagine.words = {load, language, own: () => own, say, counted, KINDS, LETTERS};
})();

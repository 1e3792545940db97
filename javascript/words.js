/**
 * Every sentence a person reads, in one place, ready for the host's localisation.
 *
 * The host's dictionary (`window.localization`) is keyed by the English text, so a sentence is its
 * own key; `{name}` stands for a value.
 */
(() => {
    "use strict";

    window.Animagine = window.Animagine || /** @type {any} */ ({});
    const Animagine = window.Animagine;

    /**
     * @param {string} sentence the English text
     * @param {Record<string, string | number>} [values] what its `{name}`s stand for
     * @returns {string} the text in the page's language
     */
    function say(sentence, values = {}) {
        const localised = (window.localization && window.localization[sentence]) || sentence;
        return localised.replace(/\{(\w+)\}/g, (whole, name) => name in values ? String(values[name]) : whole);
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
        general: "general",
        foreign: "other model's tag",
        quality: "quality",
        score: "score",
        resolution: "resolution",
        lora: "LoRA",
        embedding: "embedding",
        style: "style",
        run: "several at once",
    };

    Animagine.words = {say, counted, KINDS};
})();

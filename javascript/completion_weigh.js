/**
 * Ctrl+Up and Ctrl+Down weigh the tag at the caret, or what is selected, in boxes where the host does
 * not; by the same steps as the host's own, which its settings page says.
 */
(() => {
    "use strict";

    /** A network, up to its weight if it has one. */
    const NETWORK = /^<[\w-]+:[^<>:]+(?=[:>])/;
    const NUMBER = /^:\s{0,9}([-+]?\d{0,9}\.?\d{1,9})(?=[:>])/;
    /** What follows a weighed text. */
    const WEIGHT = /^\s{0,9}:\s{0,9}([-+]?\d{0,9}\.?\d{1,9})\s{0,9}\)/;
    /** A caret in a weight means the text before it. */
    const IN_WEIGHT = /\s{0,9}:\s{0,9}[-+]?[\d.]{0,12}$/;
    /** Around the caret a network is looked for this far. */
    const REACH = 200;
    /** What a bracket without a number weighs. */
    const BRACKET = 1.1;
    /** The host's own boxes, as its script chooses them. */
    const HOSTS = ":is([id*='_toprow'] [id*='_prompt'], .prompt) textarea";
    /** The host's script that weighs; what it does is a function of the page in some hosts only. */
    const SCRIPT = "script[src*='edit-attention.js' i], script[src*='editattention.js' i]";

    /** @param {Animagine.Box} box is it the host that weighs in it? */
    function isHosts(box) {
        return box.matches(HOSTS) && document.querySelector(SCRIPT) !== null;
    }

    /**
     * How much a key adds or takes away: to a tag, and to a network.
     *
     * @param {Record<string, any>} host its options
     * @returns {Animagine.WeighSteps}
     */
    function steps({keyedit_precision_attention: tag, keyedit_precision_extra: network}) {
        return {tag: tag > 0 ? Number(tag) : 0.1, network: network > 0 ? Number(network) : 0.05};
    }

    /**
     * The edit that weighs, and what is selected after it; null where there is nothing to weigh.
     *
     * @param {string} text
     * @param {{start: number, end: number}} selection
     * @param {1 | -1} direction
     * @param {Animagine.WeighSteps} step
     * @param {Animagine.Comments} [comments]
     * @returns {Animagine.Weighed | null}
     */
    function weigh(text, {start, end}, direction, step, comments) {
        if (start !== end) return weighText(text, trimmed(text, start, end), {start, end}, direction * step.tag);
        const opened = text.lastIndexOf("<", start - 1);
        const network = opened >= Math.max(0, start - REACH) && NETWORK.exec(text.slice(opened, opened + REACH));
        if (network && text.indexOf(">", opened) >= start) {
            return weighNetwork(text, opened + network[0].length, start, direction * step.network);
        }
        const number = IN_WEIGHT.exec(text.slice(Math.max(0, start - REACH), start));
        const isWeight = number !== null && /^[\d.\s]{0,20}\)/.test(text.slice(start, start + 21));
        const caret = Animagine.caret.at(text, isWeight ? start - number[0].length : start, comments);
        return caret && weighText(text, caret, {start, end}, direction * step.tag);
    }

    /**
     * @param {string} text
     * @param {number} place behind the network's name
     * @param {number} caret
     * @param {number} step
     * @returns {Animagine.Weighed}
     */
    function weighNetwork(text, place, caret, step) {
        const number = NUMBER.exec(text.slice(place, place + REACH));
        const weight = moved(number ? Number(number[1]) : 1, step);
        const insert = `:${written(weight)}`;
        const end = place + (number ? number[0].length : 0);
        const kept = Math.min(caret, place);
        return {change: {start: place, end, insert}, start: kept, end: kept, weight};
    }

    /**
     * @param {string} text
     * @param {{start: number, end: number}} range what is weighed, without its brackets
     * @param {{start: number, end: number}} selection
     * @param {number} step
     * @returns {Animagine.Weighed | null}
     */
    function weighText(text, range, selection, step) {
        const inside = text.slice(range.start, range.end);
        if (inside.trim() === "") return null;
        const {start, end, weight} = bracketed(text, range, Math.abs(step));
        const now = moved(weight, step);
        const insert = now === 1 ? inside : `(${inside}:${written(now)})`;
        const before = start + (now === 1 ? 0 : 1);
        const kept = (/** @type {number} */ place) => before + Math.max(0, Math.min(place, range.end) - range.start);
        return {change: {start, end, insert}, start: kept(selection.start), end: kept(selection.end), weight: now};
    }

    /**
     * A text with the brackets that weigh it alone, and its weight.
     *
     * @param {string} text
     * @param {{start: number, end: number}} range
     * @param {number} step a weight of brackets without a number is rounded to it
     */
    function bracketed(text, {start, end}, step) {
        const opener = text[start - 1];
        const number = opener === "(" && !isEscaped(text, start - 1) && WEIGHT.exec(text.slice(end, end + 50));
        if (number) return {start: start - 1, end: end + number[0].length, weight: Number(number[1])};
        const closer = {"(": ")", "[": "]"}[opener];
        let depth = 0;
        while (closer && text[start - 1 - depth] === opener && !isEscaped(text, start - 1 - depth) && text[end + depth] === closer) depth++;
        const weight = (opener === "[" ? 1 / BRACKET : BRACKET) ** depth;
        return {start: start - depth, end: end + depth, weight: depth ? Math.round(weight / step) * step : 1};
    }

    /**
     * @param {string} text
     * @param {number} place
     */
    function isEscaped(text, place) {
        let slashes = 0;
        while (text[place - 1 - slashes] === "\\") slashes++;
        return slashes % 2 === 1;
    }

    /**
     * A selection without blanks and commas at its ends.
     *
     * @param {string} text
     * @param {number} start
     * @param {number} end
     */
    function trimmed(text, start, end) {
        while (start < end && /[\s,]/.test(text[start])) start++;
        while (end > start && /[\s,]/.test(text[end - 1])) end--;
        return {start, end};
    }

    /**
     * @param {number} weight
     * @param {number} step
     * @returns {number} never below nothing
     */
    function moved(weight, step) {
        return Math.max(0, Number((weight + step).toFixed(4)));
    }

    /** @param {number} weight as the host writes it */
    function written(weight) {
        return Number.isInteger(weight) ? `${weight}.0` : String(weight);
    }

    Animagine.weigh = {isHosts, steps, weigh};
})();

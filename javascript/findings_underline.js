/**
 * Lines under what the findings are about: a transparent layer over a box, laid out like its text,
 * scrolling and resizing with it. The mouse goes through it.
 */
(() => {
    "use strict";

    const {element} = Animagine.dom;

    const LONGEST = 20000;
    /** More than a prompt has lines of; the rest of a list of everything has none. */
    const MOST = 2000;

    class Underline {
        /** @param {HTMLTextAreaElement | HTMLInputElement} box */
        constructor(box) {
            this.box = box;
            this.layer = element("div", "animagine animagine-layer");
            this.layer.setAttribute("aria-hidden", "true");
            this.layer.hidden = true;
            this.text = element("div", "animagine-layer-text");
            this.layer.append(this.text);
            const parent = /** @type {HTMLElement} */ (box.parentElement);
            if (getComputedStyle(parent).position === "static") parent.style.position = "relative";
            box.insertAdjacentElement("afterend", this.layer);
            this.frame = 0;
            /** @type {Animagine.Finding[]} */
            this.findings = [];
            box.addEventListener("scroll", () => this.scroll(), {passive: true});
            new ResizeObserver(() => this.fit()).observe(box);
        }

        /**
         * Once for each frame, however often it is asked for: to lay the text out costs more than a key may.
         *
         * @param {Animagine.Finding[]} findings
         */
        show(findings) {
            if (findings.length === 0 && this.layer.hidden) return;
            this.findings = findings;
            if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
        }

        draw() {
            this.frame = 0;
            const value = this.box.value;
            const spans = value.length > LONGEST ? [] : marks(this.findings, value.length);
            const appears = this.layer.hidden;
            this.layer.hidden = spans.length === 0;
            Animagine.pieces.renew(this.text, pieces(value, spans));
            if (appears) this.fit();
        }

        /** Lie over the box as it is now. */
        fit() {
            if (this.layer.hidden) return;
            Animagine.mirror.imitate(this.text, this.box);
            this.place();
        }

        place() {
            const {offsetLeft, offsetTop, clientLeft, clientTop, clientWidth, clientHeight} = this.box;
            this.scroll();
            Object.assign(this.layer.style, {
                left: `${offsetLeft + clientLeft}px`,
                top: `${offsetTop + clientTop}px`,
                width: `${clientWidth}px`,
                height: `${clientHeight}px`,
            });
        }

        scroll() {
            this.text.style.transform = `translate(${-this.box.scrollLeft}px, ${-this.box.scrollTop}px)`;
        }
    }

    /**
     * The text up to the end of the word in which the last line ends: what follows moves no line.
     *
     * @param {string} value
     * @param {Animagine.Finding[]} spans in text order
     * @returns {Animagine.Piece[]}
     */
    function pieces(value, spans) {
        const found = [];
        let at = 0;
        for (const {start, end, severity} of spans) {
            const text = value.slice(start, end);
            const classes = `animagine-finding animagine-${severity}`;
            found.push(Animagine.pieces.text(value.slice(at, start)));
            found.push({key: `${severity} ${text}`, make: () => element("span", classes, text)});
            at = end;
        }
        const rest = value.slice(at).search(/\s/);
        found.push(Animagine.pieces.text(rest < 0 ? value.slice(at) : value.slice(at, at + rest)));
        return found;
    }

    /**
     * Places in text order that do not overlap; where two do, the graver one stays.
     *
     * @param {Animagine.Finding[]} findings
     * @param {number} length
     */
    function marks(findings, length) {
        const weight = (/** @type {Animagine.Finding} */ finding) => Animagine.findings.SEVERITIES.indexOf(finding.severity);
        const wanted = findings.filter((each) => each.end > each.start && each.end <= length && each.severity !== "hint")
            .sort((a, b) => weight(b) - weight(a) || (a.end - a.start) - (b.end - b.start));
        /** @type {Animagine.Finding[]} in text order */
        const kept = [];
        for (const each of wanted.slice(0, MOST)) {
            const at = behind(kept, each.start);
            if (kept[at] === undefined || each.end <= kept[at].start) kept.splice(at, 0, each);
        }
        return kept;
    }

    /**
     * @param {Animagine.Finding[]} kept in text order, none over another
     * @param {number} place
     * @returns {number} of the first that does not end before it
     */
    function behind(kept, place) {
        let [from, to] = [0, kept.length];
        while (from < to) {
            const middle = (from + to) >> 1;
            if (kept[middle].end <= place) from = middle + 1;
            else to = middle;
        }
        return from;
    }

    Animagine.underline = {Underline, marks};
})();

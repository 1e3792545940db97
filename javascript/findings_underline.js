/**
 * Lines under what the findings are about: a transparent layer over a box, laid out like its text,
 * scrolling and resizing with it. The mouse goes through it.
 */
(() => {
    "use strict";

    const {element} = Animagine.dom;

    const LONGEST = 20000;
    const MOST = 60;

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
            this.findings = findings;
            if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
        }

        draw() {
            this.frame = 0;
            const value = this.box.value;
            const spans = value.length > LONGEST ? [] : marks(this.findings, value.length);
            const appears = this.layer.hidden;
            this.layer.hidden = spans.length === 0;
            if (spans.length === 0) return this.text.replaceChildren();
            /** @type {Array<string | Node>} */
            const parts = [];
            let at = 0;
            for (const {start, end, severity} of spans) {
                parts.push(value.slice(at, start));
                parts.push(element("span", `animagine-finding animagine-${severity}`, value.slice(start, end)));
                at = end;
            }
            parts.push(`${value.slice(at)}\n`);
            this.text.replaceChildren(...parts);
            if (appears) this.fit();
            else this.place();
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
     * Places in text order that do not overlap; where two do, the graver one stays.
     *
     * @param {Animagine.Finding[]} findings
     * @param {number} length
     */
    function marks(findings, length) {
        const weight = (/** @type {Animagine.Finding} */ finding) => Animagine.findings.SEVERITIES.indexOf(finding.severity);
        const wanted = findings.filter((each) => each.end > each.start && each.end <= length && each.severity !== "hint")
            .sort((a, b) => weight(b) - weight(a) || (a.end - a.start) - (b.end - b.start));
        /** @type {Animagine.Finding[]} */
        const kept = [];
        for (const each of wanted.slice(0, MOST)) {
            if (kept.every((other) => each.end <= other.start || each.start >= other.end)) kept.push(each);
        }
        return kept.sort((a, b) => a.start - b.start);
    }

    Animagine.underline = {Underline};
})();

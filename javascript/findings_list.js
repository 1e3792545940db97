/**
 * What was found, as a list: one row a problem with its places and fixes, buttons for all of them,
 * then what is changed anyway, hints, and what nobody wants to be told. The server has made the rows.
 */
(() => {
    "use strict";

    const {say, counted} = Animagine.words;
    const {element, button} = Animagine.dom;

    const SHOWN = 60;
    /** Rows and places beyond are counted; who has so many uses the buttons for all. */
    const MOST = 20;

    /** @type {Animagine.Report} */
    const NOTHING = {problems: [], hints: [], changes: [], quiet: [], counted: {}, fixable: {safe: 0, all: 0, fields: {}}};

    class List {
        /**
         * @param {Animagine.ListActions} actions
         * @param {boolean} [wide] of all boxes: a row names its box, and what is changed is folded since the texts show it
         */
        constructor(actions, wide = false) {
            this.actions = actions;
            this.wide = wide;
            this.element = element("div", "animagine-list");
            this.element.tabIndex = -1;
            /** @type {Set<string>} what is open, so that it stays so when it is drawn anew */
            this.open = new Set(wide ? [] : ["changes"]);
            /** @type {Animagine.Finding[]} */
            this.findings = [];
            /** @type {(finding: Animagine.Finding) => string} */
            this.textOf = () => "";
        }

        /**
         * @param {Animagine.Report} report
         * @param {Animagine.Finding[]} findings places in the browser's units; `n` is what rows know them by
         * @param {(finding: Animagine.Finding) => string} textOf the place that a finding is about
         */
        show(report, findings, textOf) {
            this.findings = findings;
            this.textOf = textOf;
            const held = this.element.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
            Animagine.pieces.renew(this.element, [
                this.piece("buttons", report.fixable, [], () => this.buttons(report)),
                this.piece("problems", report.problems, report.problems, () => this.rows(report.problems)),
                this.piece("changes", report.changes, report.changes, () => this.changes(report)),
                this.piece("hints", report.hints, report.hints, () => this.hints(report)),
                this.piece("quiet", report.quiet, [], () => this.quiet(report)),
            ]);
            this.element.hidden = this.element.children.length === 0;
            if (held && !held.isConnected) this.hold(held.dataset.key || "");
        }

        /**
         * A part of the list; it is drawn anew where what it tells, or a place that it is about, is another.
         *
         * @param {string} name
         * @param {unknown} told
         * @param {Array<{findings: number[]}>} rows
         * @param {() => HTMLElement | null} make
         * @returns {Animagine.Piece}
         */
        piece(name, told, rows, make) {
            const about = rows.flatMap(({findings}) => this.found(findings)).map((finding) => [finding, this.textOf(finding)]);
            const orNothing = () => {
                const made = make();
                return made?.childNodes.length ? made : document.createComment(name);
            };
            return {key: JSON.stringify([name, told, about]), make: orNothing};
        }

        /**
         * The keyboard goes on where it was, else at the list.
         *
         * @param {string} key of the button that it was on
         */
        hold(key) {
            const all = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll("[data-key]")]);
            (all.find((each) => key && each.dataset.key === key) || this.element).focus({preventScroll: true});
        }

        /** @param {Animagine.Report} report */
        buttons({fixable}) {
            const made = element("div", "animagine-fix-all");
            const safe = keyed("all safe", button("animagine-fix", say("Fix all safe ones ({count})", {count: fixable.safe}), () => this.actions.all("safe")));
            const all = keyed("all", button("animagine-fix", say("Fix all ({count})", {count: fixable.all}), () => this.actions.all("all")));
            safe.title = say("Safe: the picture that is asked for stays the same");
            if (fixable.safe) made.append(safe);
            if (fixable.all > fixable.safe) made.append(all);
            return made;
        }

        /** @param {Animagine.Row[]} rows */
        rows(rows) {
            const list = element("ul", "animagine-finding-list");
            list.append(...rows.slice(0, MOST).map((row) => this.row(row)));
            if (rows.length > MOST) list.append(element("li", "animagine-quiet", say("and {count} more", {count: rows.length - MOST})));
            return list;
        }

        /** @param {Animagine.Row} row */
        row(row) {
            const item = element("li", `animagine-entry animagine-${row.severity}`);
            const found = this.found(row.findings);
            const [code, explanation] = Animagine.rules.explained(row.code, this.open);
            item.append(element("span", "animagine-severity", kind(row, this.wide)), " ");
            if (found.length === 1) item.append(...this.place(found[0]));
            item.append(element("span", "animagine-message", row.message), " ");
            if (row.count > 1) item.append(element("span", "animagine-times", `×${row.count}`), " ");
            item.append(code, explanation);
            const fixes = element("div", "animagine-fixes");
            if (row.same_fixes && found.length) fixes.append(...this.fixes(found[0]));
            else if (row.fixable > 1) fixes.append(this.several("all", row.code, row.field, say("Fix these {count}", {count: row.fixable})));
            if (row.severity !== "error") fixes.append(this.never(row));
            item.append(fixes);
            if (found.length > 1) item.append(this.places(row, found));
            return item;
        }

        /**
         * @param {Animagine.Which} which
         * @param {string} code
         * @param {string} field
         * @param {string} words
         */
        several(which, code, field, words) {
            return keyed(`these ${code} ${field}`, button("animagine-fix", words, () => this.actions.all(which, {codes: [code], fields: [field]})));
        }

        /** @param {number[]} numbers */
        found(numbers) {
            return numbers.flatMap((n) => this.findings.filter((finding) => finding.n === n));
        }

        /** @param {Animagine.Row} row */
        never({code, message}) {
            const press = button("animagine-never", say("Never tell me this again"), () => {
                this.open.add("quiet");
                this.actions.quiet(code, message, true);
            });
            press.title = say("{code} is not told any more, in this browser. Below the list it can be told again.", {code});
            return keyed(`never ${code}`, press);
        }

        /**
         * @param {Animagine.Row} row
         * @param {Animagine.Finding[]} found
         */
        places(row, found) {
            const words = counted("1 place", "{count} places", row.count);
            return this.more(`places ${row.code} ${row.field}`, words, () => {
                const list = element("ul", "animagine-places");
                for (const finding of found.slice(0, MOST)) {
                    const item = element("li", "");
                    item.append(...this.place(finding));
                    if (finding.message !== row.message) item.append(element("span", "animagine-message", finding.message), " ");
                    if (!row.same_fixes) item.append(...this.fixes(finding));
                    list.append(item);
                }
                if (row.count > MOST) list.append(element("li", "animagine-quiet", say("and {count} more", {count: row.count - MOST})));
                return list;
            });
        }

        /** @param {Animagine.Finding} finding */
        place(finding) {
            const text = this.textOf(finding);
            if (!text) return [];
            const press = button("animagine-place", text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text, () => this.actions.pick(finding));
            press.title = say("Show it in the box");
            return [keyed(`place ${finding.n}`, press), " "];
        }

        /** @param {Animagine.Finding} finding */
        fixes(finding) {
            const usable = finding.fixes.filter((fix) => fix.edits.length > 0 || Object.keys(fix.values || {}).length > 0);
            return usable.map((fix) => keyed(`fix ${finding.code} ${fix.label}`, button("animagine-fix", fix.label, () => this.actions.fix(finding, fix))));
        }

        /** @param {Animagine.Report} report */
        changes({changes}) {
            const count = changes.reduce((sum, change) => sum + change.count, 0);
            if (count === 0) return null;
            return this.more("changes", counted("1 change in what is sent", "{count} changes in what is sent", count), () => {
                const list = element("ul", "animagine-finding-list");
                list.append(...changes.map((change) => this.change(change)));
                return list;
            });
        }

        /** @param {Animagine.ChangeRow} change */
        change({code, field, message, count, findings}) {
            const item = element("li", "animagine-entry animagine-changed");
            item.append(element("span", "animagine-message", message), " ");
            if (count > 1) item.append(element("span", "animagine-times", `×${count}`), " ");
            if (!code) return item;
            const [press, explanation] = Animagine.rules.explained(code, this.open);
            item.append(press, explanation);
            const fixes = element("div", "animagine-fixes");
            const found = this.found(findings);
            if (found.length === 1) fixes.append(...this.fixes(found[0]));
            else if (found.length) fixes.append(this.several("safe", code, field, say("Do it in the box")));
            item.append(fixes);
            return item;
        }

        /** @param {Animagine.Report} report */
        hints({hints}) {
            const count = hints.reduce((sum, hint) => sum + hint.count, 0);
            return count === 0 ? null : this.more("hints", counted("1 hint", "{count} hints", count), () => this.rows(hints));
        }

        /** @param {Animagine.Report} report */
        quiet({quiet}) {
            if (quiet.length === 0) return null;
            return this.more("quiet", counted("Not told: 1 kind", "Not told: {count} kinds", quiet.length), () => {
                const list = element("ul", "animagine-finding-list");
                for (const {code, message, count} of quiet) {
                    const item = element("li", "animagine-entry");
                    const press = button("animagine-fix", say("Tell me again"), () => this.actions.quiet(code, message, false));
                    item.append(`${code}: ${message} `, count ? `×${count} ` : "", keyed(`tell ${code}`, press));
                    list.append(item);
                }
                return list;
            });
        }

        /**
         * Something that is folded; what is in it is made when it is opened.
         *
         * @param {string} key
         * @param {string} words
         * @param {() => HTMLElement} make
         */
        more(key, words, make) {
            const made = element("details", "animagine-more-rows");
            const summary = keyed(`open ${key}`, element("summary", "", words));
            made.append(summary);
            const fill = () => {
                if (made.open && made.childNodes.length === 1) made.append(make());
            };
            made.open = this.open.has(key);
            fill();
            made.addEventListener("toggle", () => {
                made.open ? this.open.add(key) : this.open.delete(key);
                fill();
            });
            return made;
        }
    }

    /**
     * How much a row matters, and with `wide` which box it is about.
     *
     * @param {Animagine.Row} row
     * @param {boolean} wide
     */
    function kind({severity, field}, wide) {
        const severities = {error: say("error"), warning: say("warning"), info: say("note"), hint: say("hint")};
        /** @type {Record<string, string>} */
        const fields = {negative_prompt: say("negative prompt"), hr_prompt: say("hires prompt"), hr_negative_prompt: say("hires negative prompt")};
        return wide && fields[field] ? `${severities[severity]}, ${fields[field]}` : severities[severity];
    }

    /**
     * @template {HTMLElement} Made
     * @param {string} key by which the keyboard finds it again
     * @param {Made} made
     */
    function keyed(key, made) {
        made.dataset.key = key;
        return made;
    }

    /**
     * What a report says of one field.
     *
     * @param {Animagine.Report} report
     * @param {string} field
     * @returns {Animagine.Report}
     */
    function ofField(report, field) {
        const own = (/** @type {{field: string}} */ row) => row.field === field;
        return {
            ...report,
            problems: report.problems.filter(own),
            hints: report.hints.filter(own),
            changes: report.changes.filter(own),
            fixable: {...(report.fixable.fields[field] || NOTHING.fixable), fields: {}},
        };
    }

    /**
     * A row for each of some findings, as where a word is clicked on.
     *
     * @param {Animagine.Finding[]} findings
     * @returns {Animagine.Report}
     */
    function ofFindings(findings) {
        const problems = findings.map((finding) => ({
            code: finding.code, severity: finding.severity, field: finding.field, message: finding.message,
            count: 1, findings: [finding.n ?? 0], same_fixes: true, fixable: 0,
        }));
        return {...NOTHING, problems};
    }

    Animagine.list = {List, NOTHING, ofField, ofFindings};
})();

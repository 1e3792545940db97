/** Types for the TypeScript compiler, which checks the scripts' JSDoc; no browser loads this. */

interface Window {
    Animagine: typeof Animagine;
    localization?: Record<string, string>;
}

/** The host's options, once it has handed them over. */
declare var opts: Record<string, any> | undefined;
declare function onUiLoaded(callback: () => void): void;
declare function updateInput(target: Element): void;
/** The host's own: a task id, and the progress of a task. */
declare function randomId(): string;
declare function requestProgress(
    task: string, container: Element, gallery: Element, atEnd: () => void,
    onProgress: undefined, inactivityTimeout: number,
): void;

declare var Animagine: {
    words: {
            load(): Promise<void>;
            language(): string;
            own(): Record<string, string>;
            say(sentence: string, values?: Record<string, string | number>): string;
            counted(one: string, many: string, count: number): string;
            KINDS: Record<string, string>;
            LETTERS: Record<string, string>;
        };
    dom: {
        element<Name extends keyof HTMLElementTagNameMap>(
            tag: Name, classes: string, text?: string,
        ): HTMLElementTagNameMap[Name];
        button(classes: string, text: string, pressed: () => void): HTMLButtonElement;
        float(frame: HTMLElement, left: number, top: number): void;
        GAP: number;
    };
    options: {read(host?: Record<string, any>): Animagine.Options; host(): Record<string, any>; DEFAULTS: Readonly<Record<string, unknown>>};
    starts: {Starts: new (text: string, places: Uint32Array, depth?: number) => Animagine.Starts; FEW: number};
    index: {build(file: Animagine.TagsFile): Animagine.Index; FORMAT: number; NO_ASPECT: number};
    match: {
        search: Animagine.Search;
        begun: Animagine.Search;
        similar: Animagine.Search;
        normal(typed: string): string;
        bare(text: string): string;
        LONGEST: number;
    };
    caret: {
        at(text: string, caret: number, comments?: Animagine.Comments): Animagine.Caret | null;
        around(text: string, caret: Animagine.Caret, comments?: Animagine.Comments): {before: string[]; after: string[]};
        endsItem(text: string, place: number): boolean;
        inBrackets(text: string, place: number): boolean;
    };
    structure: {
        place(index: Animagine.Index, question: Animagine.Question, caret: Animagine.Caret): Animagine.Place;
        bonus(index: Animagine.Index, where: Animagine.Place): (id: number) => number;
        comesNext: Animagine.Source;
        SECTION: Record<"COUNT" | "IDENTITY" | "RATING" | "GENERAL" | "QUALITY", number>;
    };
    offer: {
        hit(index: Animagine.Index, hit: Animagine.Hit, where: Animagine.Place): Animagine.Offer;
        suggestion(index: Animagine.Index, suggested: Animagine.Suggestion, where: Animagine.Place): Animagine.Offer;
        plain(kind: string, label: string, raw?: string, ranges?: Animagine.Range[]): Animagine.Offer;
        SPECIAL: Set<string>;
    };
    tagNames: Record<"bracketed" | "angled" | "begun" | "similar", Animagine.Source>;
    row: Record<"lastOfRow" | "bracketedInRow", Animagine.Source>;
    hostNames: Record<"networks" | "wildcards" | "amongTags", Animagine.Source>;
    offers: {at(question: Animagine.Question): Animagine.Offers | null};
    state: {
        CLOSED: Animagine.State;
        show(state: Animagine.State, found: Animagine.Offers | null): Animagine.State;
        move(state: Animagine.State, step: number): Animagine.State;
        select(state: Animagine.State, selected: number): Animagine.State;
    };
    keys: {
        command(event: Animagine.Key, state: Animagine.State, options: Animagine.Options): Animagine.Command | null;
        weighs(event: Animagine.Key): -1 | 0 | 1;
    };
    weigh: {
        isHosts(box: Animagine.Box): boolean;
        steps(host: Record<string, any>): Animagine.WeighSteps;
        weigh(
            text: string, selection: {start: number; end: number}, direction: 1 | -1,
            step: Animagine.WeighSteps, comments?: Animagine.Comments,
        ): Animagine.Weighed | null;
    };
    insert: {
        edit(text: string, caret: Animagine.Caret, offer: Animagine.Offer, options: Animagine.Options): Animagine.Edit;
        escape(name: string): string;
    };
    writing: {
        apply(box: Animagine.Box, change: Animagine.Edit): void;
        replace(box: Animagine.Box, text: string): void;
        travel(box: Animagine.Box, command: "undo" | "redo", text: string): void;
        set(box: Animagine.Box, value: string): void;
        /** Is a change being made right now, so that its events are nobody's typing? */
        isWorking(): boolean;
    };
    watch: {
        start(): void;
        built(...all: Array<() => void>): void;
        looked(...all: Array<() => void>): void;
        typed(...all: Array<(event: Event) => void>): void;
        pressed(...all: Array<(event: MouseEvent) => void>): void;
        changed(...all: Array<(changes: MutationRecord[]) => void>): void;
    };
    frames: {later(work: () => void): Animagine.Later};
    pieces: {
        renew(parent: Element, wanted: Animagine.Piece[]): void;
        text(value: string): Animagine.Piece;
    };
    rove: {
        rove(place: HTMLElement, selector: string): void;
        stop(place: HTMLElement, selector: string, one: HTMLElement): void;
    };
    chipsText: {
        chips(items: any[], text: string): Animagine.Chip[];
        isFixed(chip: Animagine.Chip): boolean;
        edited(text: string, edit: Animagine.Edit): string;
        moved(place: number, edit: Animagine.Edit): number;
        shifted(chip: Animagine.Chip, edit: Animagine.Edit): Animagine.Chip;
        weighed(text: string, all: Animagine.Chip[], at: number, direction: 1 | -1): Animagine.Chipped | null;
        carried(text: string, all: Animagine.Chip[], at: number, to: number): Animagine.Chipped | null;
        removed(all: Animagine.Chip[], at: number): Animagine.Chipped | null;
    };
    off: {
        UNKNOWN: Animagine.Chip;
        read(lines: string, prompt: string): Animagine.Off[];
        written(all: Animagine.Off[], prompt: string): string;
        followed(all: Animagine.Off[], before: string, after: string): Animagine.Off[];
        added(all: Animagine.Off[], prompt: string, chip: Animagine.Chip, done: Animagine.Chipped): Animagine.Off[];
        returned(
            all: Animagine.Off[], n: number, prompt: string, chips: Animagine.Chip[],
        ): {edit: Animagine.Edit; off: Animagine.Off[]; chips: Animagine.Chip[]};
        look(): Animagine.Off[];
        plan(all: Animagine.Off[], prompt: string): string;
        part(lines: string): Animagine.Part[];
        lines(): string;
    };
    chipsDrag: {Drag: new (list: HTMLElement, dropped: (from: number, to: number) => void) => unknown};
    chipsView: {ChipsView: new (place: HTMLElement, actions: Animagine.ChipActions) => Animagine.ChipsView; CHIP: string};
    chips: {
        scan(): void;
        typed(): void;
        look(): void;
        asked(boxes: string): {items?: true};
        answered(boxes: string, text: string, items: any[] | undefined): void;
    };
    boxes: {
        appeared(options: Animagine.Options): Animagine.PromptBox[];
        /** Have more boxes found, each time that the page has changed. */
        found(find: () => Animagine.PromptBox[]): void;
    };
    mirror: {
        imitate(element: HTMLElement, box: Animagine.Box): void;
        locate(box: Animagine.Box, place: number): {left: number; top: number; bottom: number} | null;
    };
    listPlace: {
        followPointer(): void;
        pointer(): {x: number; y: number};
        underPointer(): Animagine.Rect | null;
        generate(): Animagine.Rect[];
        seen(): Animagine.Rect;
        fit(
            line: {left: number; top: number; bottom: number}, wanted: {width: number; height: number},
            clear: Animagine.Rect[], view: Animagine.Rect,
        ): {left: number; top: number; height: number} | null;
    };
    view: {View: new (picked: (at: number) => void, noRoom: () => void) => Animagine.View};
    complete: {Completer: new (box: Animagine.Box, negative: boolean, dialect?: string) => unknown};
    neighbour: {
        /** Look out for one more. */
        found(neighbour: Animagine.Neighbour): void;
        isActive(box: HTMLElement): boolean;
        /** Does one have the common tags, so that they need not be offered twice? */
        hasTags(box: HTMLElement): boolean;
        isOpen(box: HTMLElement): boolean;
        offers(box: HTMLElement, name: string): boolean;
        shut(box: HTMLElement): void;
        watch(box: HTMLElement, opened: () => void): void;
        PATIENCE: number;
    };
    http: {
        json(route: string, request?: RequestInit): Promise<any>;
        post(route: string, body: string, controller: AbortController, patience: number): Promise<any>;
    };
    load: {
        start(): Promise<void>;
        index(): Animagine.Index | null;
        host(): Animagine.HostNames;
        use(made: Animagine.Index): void;
    };
    spans: {
        inUnits(findings: Animagine.Finding[], text: string): Animagine.Finding[];
        moved(findings: Animagine.Finding[], before: string, after: string): Animagine.Finding[];
        joined(text: string, edits: Animagine.Edit[]): Animagine.Edit;
        edited(text: string, edits: Animagine.Fix["edits"]): string;
        appended(text: string, more: string): string;
        units(text: string): (place: number) => number;
        common(one: string, other: string): {head: number; tail: number};
    };
    check: {
        Checker: new (
            answered: Animagine.Checked,
            failed: (why: string) => void,
        ) => Animagine.Checker;
    };
    underline: {
        Underline: new (box: Animagine.Box) => {show(findings: Animagine.Finding[]): void};
        marks(findings: Animagine.Finding[], length: number): Animagine.Finding[];
    };
    findings: {
        Findings: new (box: Animagine.Box, field: string, actions: Animagine.BoxActions) => Animagine.Findings;
        SEVERITIES: string[];
    };
    list: {
        List: new (actions: Animagine.ListActions, wide?: boolean) => Animagine.List;
        NOTHING: Animagine.Report;
        ofField(report: Animagine.Report, field: string): Animagine.Report;
        ofFindings(findings: Animagine.Finding[]): Animagine.Report;
    };
    rules: {explained(code: string, open: Set<string>): [HTMLElement, HTMLElement]};
    quiet: {
        codes(): string[];
        asked(): {quiet?: string[]};
        set(code: string, message: string, is: boolean): string;
    };
    fixing: {
        ask(
            asked: Record<string, any>, which: Animagine.Which, meant: Animagine.Meant,
            stands: () => boolean, put: (fixed: Animagine.Fixed) => void,
        ): Promise<string>;
    };
    steps: {
        take(parts: Animagine.Part[]): void;
        text(box: Animagine.Box, value: string): Animagine.Part;
        number(box: Animagine.Box, value: string): Animagine.Part;
    };
    popup: {shared(): Animagine.Popup};
    groups: {add(box: Animagine.PromptBox): void; look(): void};
    marks: {
        block(): HTMLElement;
        show(place: HTMLElement, text: string, marks: Animagine.Mark[], removed: Animagine.Change[]): void;
        tip(): {show(target: HTMLElement): void; hide(): void};
    };
    shapes: {
        sizes(before: Animagine.Range, after: Animagine.Range): HTMLElement;
        meter(count: Animagine.Tokens, name: string): HTMLElement;
        dimensions(size: Animagine.Range): string;
    };
    previewControls: {Controls: new (tab: string, boxes: string, options: string[]) => Animagine.PreviewControls};
    preview: {
        scan(): void;
        typed(event: Event): void;
        pressed(): void;
        look(): void;
        all(): Animagine.Preview[];
    };
    standing: {look(changed: () => void): Promise<void>; mismatch(): string; VERSION: string};
    controls: {choose(id: string, choice: string): void; several(id: string): string[]; mend(): void; start(): void};
    previewView: {
        PreviewView: new (
            place: HTMLElement, header: HTMLElement | null, actions: Animagine.PreviewActions,
        ) => Animagine.PreviewView;
        summary(answer: Animagine.Answer): string;
    };
    search: {Search: new (place: HTMLElement, picked: (name: string) => void) => unknown};
    progress: {follow(task: string, container: HTMLElement, gallery: HTMLElement): void; stop(): void};
    panel: {scan(): void; look(): void};
    panelControls: {
        ID: string;
        by(id: string): HTMLElement | null;
        area(id: string): HTMLTextAreaElement | null;
        number(id: string): HTMLInputElement | null;
        press(button: string): void;
        pressUntilHeard(button: string): void;
        heard(button: string, values: any[]): any[];
    };
    parts: {
        start(): void;
        look(): void;
        add(character: string): void;
        picked(control: string, values: any[]): any[];
        answered(prompt: string): [];
    };
    sizes: {Sizes: new (row: HTMLElement) => Animagine.Sizes};
    draft: {
        isThere(): boolean;
        begin(source: string): void;
        cover(path: string): void;
        source(): string;
        putBack(): void;
        /** What the buttons `begin` and `cover` hand over, and what follows the first. */
        begun(): any[];
        covered(): any[];
        there(): [];
    };
    mask: {Mask: new (place: HTMLElement) => {look(): void}};
    drawing: {
        submit(values: any[]): any[];
        finished(texts: string): [];
        interrupted(): [string];
        resume(): void;
        rest(): void;
        key(event: KeyboardEvent): void;
        send(names: string[], text: string): [string];
        chosen(): string;
        task(): string;
    };
    queue: {
        start(place: HTMLElement): void;
        add(values: any[]): [];
        drawn(values: any[]): any[];
        finished(well: boolean): boolean;
        interrupted(): void;
    };
    kept: {
        keep(): void;
        keepNow(): void;
        putBack(): void;
        store(key: string, value: string): void;
        recall(key: string): string;
        remember(key: string, value: string): void;
        remembered(key: string): string;
    };
    drawers: {start(page: HTMLElement): void};
    keyboard: {start(gallery: HTMLElement): void};
    numbers: {Numbers: new (place: HTMLElement) => unknown};
    pasted: {Pasted: new (place: HTMLElement) => {look(): void}};
    negative: {Negative: new (place: HTMLElement) => {look(): void}};
    counters: {
        Counters: new (place: HTMLElement) => unknown;
        picked(control: string, values: any[]): any[];
        answered(prompt: string): [];
    };
    undo: {
        scan(): void;
        look(): void;
        note(boxes: string, what: string): void;
        before(what: string, values: any[]): any[];
        choices(): [string];
        put(boxes: string, what: string, state: Partial<Animagine.Fields>): void;
    };
    history: {scan(): void; drawn(): void; when(entry: Animagine.HistoryEntry): string};
    historyTake: {
        ask(route: string, query?: Record<string, string | number>): Promise<any>;
        order(route: string, body: Record<string, unknown>): Promise<any>;
        again(id: number): Promise<void>;
        seedOf(seed: number | null): void;
    };
    comparison: {shown(found: any): HTMLElement};
    viewer: {
        picture(entry: Animagine.HistoryEntry, attempt: (act: () => Promise<void>) => void): Promise<void>;
        large(source: string, title: string, infotext: string): void;
        compare(one: number, other: number): Promise<void>;
    };
    picture: {Picture: new (place: HTMLElement) => {look(): void}};
    files: {download(text: string): []; textOfFile(): Promise<string | null>};
    sheets: {along(tab: string, values: unknown[]): unknown[]; soon(): void};
    restore(event: MouseEvent): void;
    told: {scan(): void; ours(line: string): {start: number; end: number} | null};
    localize: {start(): void};
    start(): void;
};

declare namespace Animagine {
    type Box = HTMLTextAreaElement | HTMLInputElement;
    type Range = [number, number];

    interface Rect {
        left: number;
        top: number;
        right: number;
        bottom: number;
    }

    /** how much a key adds to the weight of a tag and of a network */
    interface WeighSteps {
        tag: number;
        network: number;
    }

    /** an edit that weighs, what is selected after it, and what it weighs then */
    interface Weighed {
        change: Edit;
        start: number;
        end: number;
        weight: number;
    }

    /** an item of the prompt */
    interface Chip {
        start: number;
        end: number;
        /** without the brackets that weigh it */
        inside: {start: number; end: number};
        kind: string;
        text: string;
        weight: number;
        /** what moves stays in its scope */
        scope: number;
        moves: boolean;
        /** what takes it out; null where it stays, or the server has to be asked anew */
        removal: Edit | null;
        /** what a compile does to it, and why */
        change: string;
        reason: string;
    }

    /** an edit of the prompt, its items afterwards, and which of them was meant */
    interface Chipped {
        edit: Edit;
        chips: Chip[];
        at: number;
    }

    /** a tag that is switched off */
    interface Off {
        /** where in the prompt it stood */
        at: number;
        tag: string;
        /** what was taken out for it, what was put there, and what stood around it; null where not known */
        back: {chip: Chip; gone: string; put: string; left: string; right: string} | null;
    }

    /** a chip on the screen */
    interface Shown {
        off: Off | null;
        chip: Chip;
        /** its number among the items, or among what is switched off */
        n: number;
        /** can anything be done to it? */
        changes: boolean;
        /** can it be switched off? */
        goes: boolean;
    }

    interface ChipActions {
        toggle(): void;
        weigh(direction: 1 | -1): void;
        carry(step: 1 | -1): void;
        turn(): void;
        remove(): void;
    }

    interface ChipsView {
        list: HTMLElement;
        shown: Shown[];
        head(open: boolean, off: number): void;
        show(shown: Shown[], tooMany?: boolean): void;
        at(): number;
        choose(at: number, focus: boolean): void;
        say(text: string): void;
    }

    interface Later {
        /** do it behind the next frame */
        soon(): void;
        /** do it at once, if somebody asked */
        now(): void;
        drop(): void;
    }

    /** A child of an element; one with the same key looks and does the same. */
    interface Piece {
        key: string;
        make(): Node;
    }

    interface PromptBox {
        box: Box;
        /** empty for one of the settings page */
        tab: string;
        field: string;
        /** what reads it, where that is not the page's own host: a name of `/check`'s `from` */
        dialect?: string;
    }

    /** Another completer of the page. */
    interface Neighbour {
        /** is it at work on a box? */
        isActive(box: HTMLElement): boolean;
        /** its list at a box, or null where that is no part of the page */
        listOf(box: HTMLElement): HTMLElement | null;
        isOpen(list: HTMLElement): boolean;
        shut(list: HTMLElement): void;
        /** what finds a row in its list */
        row: string;
        /** does it surely have the common tags? */
        hasTags: boolean;
    }

    interface Sizes {
        look(): void;
    }

    interface Options {
        enabled: boolean;
        neighbour: "both" | "ours" | "off";
        tab: boolean;
        enter: boolean;
        series: "ask" | "always" | "never";
        selectors: string;
        limit: number;
        findings: boolean;
    }

    interface KindFact {
        letter: string;
        name: string;
        /** place in trained order, 1 to 5 */
        section: number;
    }

    /** `tags.json`; see `lookup/browser_index.py` for what each field means. */
    interface TagsFile {
        format: number;
        kinds: KindFact[];
        facts: {ratings: string[]; enhancement: string[]; negative: string[]; alone: string[]; aspects: string[][]};
        names: string;
        known: number[];
        kind_of: string;
        aspect_of: string;
        series: Array<number | number[]>;
        parents: number[];
        posts: number[];
        newer: number[];
        aliases: string;
        alias_of: number[];
        dropped?: number;
    }

    interface Starts {
        text: string;
        places: Uint32Array;
        depth: number;
        size: number;
        find(query: string): ArrayLike<number>;
        has(query: string): boolean;
        all(query: string, most: number): ArrayLike<number>;
    }

    interface Index {
        kinds: KindFact[];
        facts: TagsFile["facts"];
        size: number;
        names: string;
        lower: string;
        offsets: Uint32Array;
        kindOf: string;
        aspectOf: Uint8Array;
        posts: Map<number, number>;
        newer: Set<number>;
        aliasesLower: string;
        aliasOffsets: Uint32Array;
        aliasOf: number[];
        ranks: Uint32Array;
        heads: Starts;
        words: Starts;
        aliasHeads: Starts;
        name(id: number): string;
        alias(number: number): string;
        kind(id: number): KindFact;
        series(id: number): number[];
        lookUp(name: string): number;
        idAt(place: number): number;
    }

    interface Hit {
        id: number;
        points: number;
        /** matched parts, of the alias where there is one */
        ranges: Range[];
        /** number of the alias that fits, or -1 */
        alias: number;
    }

    interface Caret {
        kind: "tag" | "network" | "wildcard";
        /** what an accepted offer replaces */
        start: number;
        end: number;
        /** the token up to the caret */
        query: string;
        /** the token together with a bracket that was typed without its backslash */
        wider: {start: number; query: string} | null;
        /** what stands directly before the token */
        opener: string;
    }

    interface Place {
        negative: boolean;
        first: boolean;
        atEnd: boolean;
        /** number of the item before the caret, or -1 */
        last: number;
        /** its section in trained order, 0 for none */
        section: number;
        characters: number[];
        /** how many tags tell of a number of subjects */
        subjects: number;
        /** numbers of the aspects of a picture that are told of */
        aspects: Set<number>;
        /** names in this scope */
        present: Set<string>;
    }

    interface Suggestion {
        names: string[];
        id: number;
    }

    interface Offer {
        key: string;
        kind: string;
        label: string;
        detail: string;
        names: string[];
        /** what is written instead of the names, as it is */
        raw: string;
        /** its series that the prompt lacks, the narrow one first */
        series: string[];
        ranges: Range[];
        alias: string;
        posts: number;
        rank: number;
        newer: boolean;
        present: boolean;
    }

    interface Offers {
        caret: Caret;
        offers: Offer[];
        /** was something typed that they fit, or do they only come next? */
        solicited: boolean;
    }

    interface State {
        readonly open: boolean;
        readonly offers: readonly Offer[];
        readonly selected: number;
        readonly solicited: boolean;
        readonly caret: Caret | null;
    }

    interface Question {
        text: string;
        position: number;
        negative: boolean;
        /** what reads the text, as in `PromptBox` */
        dialect?: string;
        index: Index | null;
        host: HostNames;
        options: Options;
        /** offer only what another completer lacks */
        lacking: boolean;
    }

    /** A question, and what stands at its caret. */
    interface Context extends Question {
        caret: Caret;
        where: Place | null;
    }

    /** One sort of offers; null where it has none. */
    type Source = (context: Context) => Offers | null;

    type Search = (index: Index, typed: string, limit?: number, bonus?: (id: number) => number) => Hit[];

    interface Comments {
        /** what begins a comment that the line's end ends */
        marks: string[];
        /** is what stands between slash and star a comment too? */
        blocks: boolean;
    }

    interface HostNames {
        comments: Comments;
        loras: string[];
        embeddings: string[];
        styles: Array<{name: string; prompt: string; negative_prompt: string}>;
        /** that our own server draws; none where an extension of the host does */
        wildcards: string[];
    }

    interface Key {
        key: string;
        ctrlKey: boolean;
        altKey: boolean;
        metaKey: boolean;
        shiftKey: boolean;
        isComposing: boolean;
        keyCode: number;
    }

    type Command = {name: "open"} | {name: "close"} | {name: "move"; step: number} | {name: "accept"; at: number};

    interface Edit {
        start: number;
        end: number;
        insert: string;
    }

    interface View {
        list: HTMLElement;
        show(box: Box, before: State, state: State): void;
        place(box: Box, state: State): boolean;
    }

    interface Fix {
        label: string;
        safe: boolean;
        edits: Array<{start: number; end: number; text: string}>;
        values?: Record<string, unknown>;
    }

    /** How the server stands. */
    interface Standing {
        version: string;
        active: boolean;
        why: string;
        setting: string | null;
        checkpoint: string | null;
    }

    /** A request as the page asks for it. */
    interface Asked {
        prompt: string;
        negative_prompt: string;
        hr_prompt?: string;
        hr_negative_prompt?: string;
        width?: number;
        height?: number;
        steps?: number;
        cfg_scale?: number;
        hires?: Hires;
        sampler_name?: string;
        styles?: string[];
        img2img?: boolean;
        lines_are_regions?: boolean;
        options: Record<string, unknown>;
        quiet?: string[];
        items?: true;
    }

    /** A control, and what it is to be. */
    interface Part {
        box: HTMLElement;
        value: string;
        /** does the browser keep an undo of it? */
        typed?: boolean;
        /** does it take a while until it stands there? */
        late?: boolean;
        read(): string;
        write(value: string): void;
    }

    /** A control that was set, and what it was before. */
    interface Done extends Part {
        before: string;
    }

    type Step = Done[];

    /** Findings of a rule in a field, or what a finding was made into. */
    interface Row {
        code: string;
        severity: Finding["severity"];
        field: string;
        message: string;
        count: number;
        /** numbers of the findings */
        findings: number[];
        same_fixes: boolean;
        fixable: number;
    }

    interface ChangeRow {
        code: string;
        field: string;
        message: string;
        count: number;
        /** numbers of the findings that it mends, whose fixes do it in the box */
        findings: number[];
    }

    interface Fixable {
        safe: number;
        all: number;
    }

    /** What a page lists. */
    interface Report {
        problems: Row[];
        hints: Row[];
        changes: ChangeRow[];
        quiet: Array<{code: string; message: string; count: number}>;
        counted: Record<string, string>;
        fixable: Fixable & {fields: Record<string, Fixable>};
    }

    interface Rule {
        code: string;
        language: string;
        summary: string;
        what: string;
        why: string;
        example: {before: string; after: string[]};
    }

    type Which = "safe" | "all";

    interface Meant {
        codes?: string[];
        fields?: string[];
    }

    /** What `/fix` says, with the fields as they are to be. */
    interface Fixed extends Record<string, any> {
        fixed: number;
        left: number;
        said: string;
    }

    interface ListActions {
        fix(finding: Finding, fix: Fix): void;
        all(which: Which, meant?: Meant): void;
        pick(finding: Finding): void;
        quiet(code: string, message: string, is: boolean): void;
    }

    interface List {
        element: HTMLElement;
        show(report: Report, findings: Finding[], textOf: (finding: Finding) => string): void;
    }

    interface BoxActions {
        put(field: string, text: string, values: Record<string, unknown>): void;
        all(which: Which, meant?: Meant): void;
        quiet(code: string, message: string, is: boolean): void;
    }

    /** What stands in the boxes and controls of a tab. */
    interface Fields {
        [field: string]: any;
        /** This and the next are there on the page built from parts. */
        sampler_name?: string;
        /** as their controls show them */
        options?: Record<string, unknown>;
    }

    interface Before {
        what: string;
        state: Fields;
        /** when it was taken down, in milliseconds */
        at: number;
    }

    interface HistoryEntry {
        id: number;
        at: number;
        starred: boolean;
        prompt: string;
        width: number | null;
        height: number | null;
        seed: number | null;
        thumbnail: string | null;
    }

    interface Difference {
        kind: "same" | "added" | "removed" | "moved";
        text: string;
    }

    interface Hires {
        scale?: number;
        width?: number;
        height?: number;
    }

    interface Change {
        kind: string;
        field: string;
        before: string;
        after: string;
        code: string;
        reason: string;
        edits: {start: number; end: number; text: string}[];
    }

    interface Mark {
        start: number;
        end: number;
        kind: string;
        before: string;
        reason: string;
        code: string;
    }

    interface Tokens {
        tokens: number;
        limit: number;
        chunks: Array<{start: number; tokens: number; after_break: boolean}>;
    }

    /** What `/compile` says. */
    interface Answer {
        prompt: string;
        negative_prompt?: string;
        hr_prompt?: string;
        hr_negative_prompt?: string;
        width?: number;
        height?: number;
        hr_width?: number;
        hr_height?: number;
        sampler_name?: string;
        /** is the size one that the model was trained at? */
        trained?: boolean;
        findings: Finding[];
        findings_left_out?: Record<string, number>;
        report: Report;
        /** The line, part by part. */
        summary: string[];
        /** With styles: where in each text as it was compiled the typed one begins. */
        typed_at?: Record<string, number>;
        changes: Change[];
        changes_left_out?: Record<string, number>;
        active: boolean;
        marks: Record<string, Mark[]>;
        tokens: Record<string, Tokens>;
        /** of the prompt as it was typed, where they were asked for */
        items?: any[];
    }

    interface PreviewControls {
        box(field: string): HTMLTextAreaElement | null;
        tab: string;
        boxes: string;
        number(name: string): HTMLInputElement | null;
        optionsShown(): Record<string, unknown>;
        isSeen(): boolean;
        read(): Asked | null;
        put(values: Record<string, any>): void;
        parts(values: Record<string, any>): Part[];
        numberPart(name: string, value: unknown): Part[];
        holds(target: Element): boolean;
    }

    interface Preview {
        place: HTMLElement;
        tab: string;
        shown: Asked | null;
        answer: Answer | null;
        controls: PreviewControls;
        follow(follower: Follower): void;
        ask(insist?: boolean): Promise<void>;
        again(): void;
        fixAll(which: Which, meant?: Meant): Promise<void>;
        hush(code: string, message: string, is: boolean): void;
    }

    interface Follower {
        answered: Checked;
        failed(why: string): void;
    }

    interface PreviewActions extends ListActions {
        retry(): void;
        apply(): void;
    }

    interface PreviewView {
        show(asked: Asked, answer: Answer): void;
        say(text: string): void;
        failed(why: string): void;
        off(why: string): void;
    }

    interface Finding {
        code: string;
        severity: "hint" | "info" | "warning" | "error";
        message: string;
        field: string;
        start: number;
        end: number;
        fixes: Fix[];
        /** its number among the answer's */
        n?: number;
        /** in a compile: is it left to a person, and not put right? */
        left?: boolean;
    }

    type Checked = (findings: Finding[], texts: Record<string, string>, report: Report) => void;

    interface Checker {
        boxes: Map<string, Box>;
        /** How the texts are to be read, where not as the host reads them. */
        read: {from?: string};
        texts(): Record<string, string>;
        touch(): void;
        ask(insist?: boolean): Promise<void>;
    }

    interface Findings {
        box: Box;
        field: string;
        button: HTMLButtonElement;
        actions: BoxActions;
        found: Finding[];
        report: Report;
        text: string;
        set(findings: Finding[], text: string, report: Report): void;
        tell(text: string): void;
        failed(why: string, retry: () => void): void;
        unknown(): void;
        follow(): void;
        apply(fix: Fix): void;
    }

    interface Popup {
        open(owner: Findings, report: Report, opener: HTMLElement | null): void;
        outdated(owner: Findings): void;
        renew(owner: Findings): void;
        close(): void;
    }
}

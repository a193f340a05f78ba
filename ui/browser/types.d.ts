// The types that JSDoc names in every room, for the type checker alone; no browser sees this file.

type Model = import("./engine.js").Model;
type Spec = import("./engine.js").Spec;
type Tensor = import("./engine/safetensors.js").Tensor;
type Tensors = Map<string, Tensor>;

type Codes = import("./model/codes.js").Codes;
type TsnePlane = import("./model/tsne_plane.js").TsnePlane;
type Axis = import("./model/axes.js").Axis;
type CodeMap = Codes | TsnePlane;
type Estimate = import("./model/evidence.js").Estimate;
type Evidence = import("./model/evidence.js").Evidence;
type Measured = import("./model/scores.js").Measured;
type Centred = import("./model/centring.js").Centred;
type Nearness = ReturnType<typeof import("./model/nearness.js").nearness>;

type Point = [x: number, y: number];
type Numbers = ArrayLike<number>;
/** A code that may be written to. */
type Code = Float32Array | Float64Array;
type Extent = { xmin: number; xmax: number; ymin: number; ymax: number };

type Context = CanvasRenderingContext2D;
type Colours = import("./kit/kit.js").Colours;
type DigitCanvas = import("./kit/canvas.js").DigitCanvas;
type Slider = import("./kit/controls.js").Slider;
type View = import("./kit/view.js").View;
type ViewData = ConstructorParameters<typeof import("./kit/view.js").View>[0];
type Frame = import("./map/map_draw.js").Frame;

/** A run: the name that its bytes are asked for by, what it is in plain words, and that in short where room is. */
type Named = { name: string; title: string; short: string };

/** What an instrument tells Python; root: the instrument's, whose view others may follow. */
type Tell = { (view: Record<string, unknown>): void; root?: HTMLElement };

/** What Streamlit hands to a component's default export. */
// biome-ignore lint/suspicious/noExplicitAny: each instrument says what its data is
interface Component<Data = any> {
  data: Data;
  key: string;
  parentElement: HTMLElement;
  setStateValue: (name: string, value: unknown) => void;
  setTriggerValue: (name: string, value: unknown) => void;
}

/** What `element` takes: attributes, and functions named on... as listeners. */
interface Attributes {
  [name: string]: unknown;
  dataset?: Record<string, string>;
  style?: Record<string, string | number>;
  onclick?: (event: MouseEvent) => void;
  onchange?: (event: Event) => void;
  oninput?: (event: Event) => void;
}

/** Put before the loader by ui/components.py. */
declare const ADDRESS: string;

/** Put before the host of a file by ui/anywhere/file.py: what makes each component's default export. */
declare const INSTRUMENTS: Record<string, () => (component: Component) => () => void>;

/** Put before the worker of a site by ui/publish/install.py. */
declare const VERSION: string;
declare const FIRST: string[];
declare const THEN: string[];

/** What tests ask an element for: properties, because an attribute would be written, as text, at every move of a hand. */
interface HTMLElement {
  /** The number that is written here, before it was rounded. */
  exact?: number | null;
  /** The bound for every k, in nats. */
  bounds?: Float64Array;
}

interface HTMLCanvasElement {
  /** The exact numbers behind the 256 greys: a reference, which costs nothing. */
  pixels?: Numbers;
  /** The code whose digit is drawn, and the draw it was made with. */
  z?: number[];
  epsilon?: number[];
}

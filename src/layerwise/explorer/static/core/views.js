/** The views of the page, in the order of its tabs. */

import { flow } from "lw/flow/view";
import { lesson } from "lw/lesson/view";
import { training } from "lw/training/view";

/** @type {import("lw/core/app").View[]} */
export const VIEWS = [flow, training, lesson];

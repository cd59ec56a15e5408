/** The views of the page, in the order of its tabs. */

import { flow } from "lw/flow/view";
import { layers } from "lw/layers/view";
import { program } from "lw/program/view";
import { step } from "lw/step/view";

/** @type {import("lw/core/app").View[]} */
export const VIEWS = [flow, step, layers, program];

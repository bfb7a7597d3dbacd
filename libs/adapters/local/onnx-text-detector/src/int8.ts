import { createHash } from 'node:crypto';
import { rewriteModel } from './model-graph/graph.ts';
import { quantize } from './model-graph/quantize.ts';
import { simplify } from './model-graph/simplify.ts';
import type { Preparation } from './prepared-model.ts';
import calibration from './recognition-calibration.json' with { type: 'json' };

/**
 * The packaged recognition with its large convolutions in small integers. If the package has another model than the one that was
 * calibrated (`tools/src/calibrate`), it stays float.
 */
export const INT8: Preparation = {
  name: 'int8-2',
  transform: (model) => {
    const isCalibrated = createHash('sha256').update(model).digest('hex') === calibration.model;
    return rewriteModel(model, (graph) => {
      simplify(graph);
      if (isCalibrated) quantize(graph, calibration.seen);
    });
  },
};

import { columnsOf } from '../../domain/feature-index.ts';
import type { SaidReasons } from '../../domain/lead-reasons.ts';
import { alikeWhenAbsent, columnFeature, reasonText } from '../../domain/reason-text.ts';
import { reasonsOf, type ScoreReason } from '../../domain/score-reason.ts';
import { denseRows } from '../../engine/dense-rows.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';
import type { LibsvmRows } from '../../engine/libsvm-rows.ts';
import { placesOf } from '../../engine/map-places.ts';
import type { Ports } from '../ports.ts';
import { featuresPath } from '../run-files.ts';
import type { Beat } from '../verb.ts';
import { withExplainer } from './explainers.ts';
import type { Explained } from './lead-plan.ts';
import type { SceneRun } from './part-scores.ts';

const ROWS_A_CALL = 256;

/**
 * What speaks for and against the leads at some places of a part, in the dictionary's words; in the order of the places.
 * @param rising [places], below 0 where the lead's score falls as the output grows: what speaks for the output then speaks against the lead
 */
export function reasonsOfPart(
  ports: Ports,
  { run, snapshot, scene }: SceneRun,
  part: number,
  { model, output }: Pick<Explained, 'model' | 'output'>,
  { places, rising }: { readonly places: Int32Array; readonly rising: Float64Array },
  beat: Beat,
): Promise<SaidReasons[]> {
  const { features, absent } = model.manifest;
  const placeOf = placesOf(columnsOf(snapshot.index), features);
  const alike = alikeWhenAbsent(snapshot.dictionary, features);
  const foundOf = new Map(features.map((feature) => [feature, columnFeature(snapshot.dictionary, feature)]));
  const said = ({ feature, value }: ScoreReason): string => reasonText(foundOf.get(feature), feature, value);
  return withExplainer(ports, model, output, async (explainer) => {
    const rows = readLibsvm(await ports.blobs.read(featuresPath(run, scene, part, snapshot.compression)));
    const filler = absent === 'NaN' ? Number.NaN : absent;
    const told: SaidReasons[] = [];
    for (let from = 0; from < places.length; from += ROWS_A_CALL) {
      const batch = places.subarray(from, from + ROWS_A_CALL);
      const input = denseRows(rows, batch, placeOf, features.length, filler);
      const all = await explainer.contributions(input, batch.length);
      for (const [i, place] of batch.entries()) {
        const own = all.subarray(i * (features.length + 1), (i + 1) * (features.length + 1) - 1);
        const falling = (rising[from + i] ?? 1) < 0;
        const reasons = reasonsOf(features, valuesOf(rows, place, placeOf, features.length), own, alike);
        const [good, bad] = falling ? [reasons.against, reasons.for] : [reasons.for, reasons.against];
        told.push({ for: good.map(said), against: bad.map(said) });
      }
      beat(`${told.length} leads explained`);
    }
    return told;
  });
}

/** The features of one row as its line has them, NaN where absent: a reason says the value itself, not the float32 that the model got. */
function valuesOf(
  { rowStart, column, value }: LibsvmRows,
  row: number,
  placeOf: Int32Array,
  width: number,
): Float64Array {
  const values = new Float64Array(width).fill(Number.NaN);
  for (let cell = rowStart[row] ?? 0, end = rowStart[row + 1] ?? 0; cell < end; cell++) {
    const place = placeOf[column[cell] ?? 0] ?? 0;
    if (place > 0) values[place - 1] = value[cell] ?? Number.NaN;
  }
  return values;
}

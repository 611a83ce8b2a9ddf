/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly ours: string;
  readonly floor?: string;
  /** What is compared with the limit; a ratio where there is a floor. */
  readonly value: number;
  /** The most the value may be; without one the line only informs. */
  readonly limit?: number;
  readonly unit?: string;
}

/** Our CPU time as a multiple of the floor's. */
export function ratio(what: string, oursMs: number, floorMs: number, limit?: number): Figure {
  return {
    what,
    ours: `${oursMs.toFixed(0)} ms`,
    floor: `${floorMs.toFixed(0)} ms`,
    value: oursMs / floorMs,
    unit: 'x',
    ...(limit !== undefined && { limit }),
  };
}

/** A number with its unit, with or without a limit. */
export function amount(what: string, value: number, unit: string, limit?: number): Figure {
  return { what, ours: `${short(value)} ${unit}`, value, unit, ...(limit !== undefined && { limit }) };
}

/** A value that is no number is over as well: what could not be measured holds no target. */
export function isOver({ value, limit }: Figure): boolean {
  return limit !== undefined && !(value <= limit);
}

/** The figures under one another, aligned. */
export function toTable(figures: readonly Figure[]): string {
  const rows = [['what', 'ours', 'floor', 'ratio', 'target', ''], ...figures.map(toRow)];
  const widths = ['what', 'ours', 'floor', 'ratio', 'target'].map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, column, widths))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function toRow(figure: Figure): string[] {
  const { what, ours, floor = '', value, limit, unit } = figure;
  const target = limit === undefined ? '' : `<= ${short(limit)} ${unit ?? ''}`.trimEnd();
  const verdict = isOver(figure) ? 'over' : 'ok';
  return [what, ours, floor, floor === '' ? '' : `${value.toFixed(2)} x`, target, limit === undefined ? '' : verdict];
}

/** The first column is text; the others are numbers and stand on the right. */
function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function short(value: number): string {
  return value < 10 && !Number.isInteger(value) ? value.toFixed(value < 1 ? 3 : 1) : Math.round(value).toString();
}

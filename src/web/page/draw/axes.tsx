// Lines and words around a drawing: as few as help.
import type { Unit } from '../../../dashboards/metrics.ts'
import { useScene } from '../view.ts'
import { short } from '../words.ts'
import type { Plan } from './plan.ts'

export function Axes({ plan, unit }: { readonly plan: Plan; readonly unit: Unit }) {
  const { clock } = useScene()
  const { left, right, bottom, rem, along, up } = plan
  const half = 1.6 * rem
  const fits = along.at.filter(
    (at) =>
      plan.x(at + along.shift) > left + half * 0.6 && plan.x(at + along.shift) < right - half * 0.8,
  )
  return (
    <g class="axes">
      {up.map((value) => (
        <g key={value}>
          <line
            x1={left}
            x2={right}
            y1={plan.y(value)}
            y2={plan.y(value)}
            class={value === 0 ? 'base' : ''}
          />
          <text x={left - 0.45 * rem} y={plan.y(value)} dy="0.33em" text-anchor="end">
            {short(value, unit)}
          </text>
        </g>
      ))}
      {fits.map((at) => (
        <g key={at}>
          <line x1={plan.x(at)} x2={plan.x(at)} y1={bottom} y2={bottom + 0.25 * rem} class="base" />
          <text x={plan.x(at + along.shift)} y={bottom + 1.2 * rem} text-anchor="middle">
            {clock.tick(at, along.step)}
          </text>
        </g>
      ))}
    </g>
  )
}

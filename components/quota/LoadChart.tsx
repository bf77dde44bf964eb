'use client'

import { CartesianGrid, Line, LineChart, ReferenceDot, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

const tick = { fill: 'var(--color-ink-3)', fontSize: 11 }

/** Instances over load, as steps, with the chosen load marked. */
export default function LoadChart(props: {
  curve: readonly { rps: number; instances: number }[]
  rps: number
  instances: number
  labels: { rps: string; instances: string }
  /** Numbers in the reader's notation. */
  say: (value: number) => string
}) {
  const { curve, rps, instances, labels, say } = props
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: 256 }}>
      <LineChart data={[...curve]} margin={{ top: 24, right: 16, bottom: 16, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--color-line)" vertical={false} />
        <XAxis
          dataKey="rps"
          type="number"
          domain={[0, 'dataMax']}
          tick={tick}
          tickFormatter={say}
          stroke="var(--color-line)"
          label={{ value: labels.rps, position: 'insideBottom', offset: -10, ...tick }}
        />
        <YAxis
          allowDecimals={false}
          tick={tick}
          tickFormatter={say}
          stroke="var(--color-line)"
          width={44}
          label={{ value: labels.instances, position: 'top', offset: 10, ...tick }}
        />
        <Tooltip
          isAnimationActive={false}
          formatter={(value) => [say(Number(value)), labels.instances]}
          labelFormatter={(value) => `${say(Number(value))} ${labels.rps}`}
          contentStyle={{
            background: 'var(--color-raised)',
            border: '1px solid var(--color-line)',
            borderRadius: 6,
            color: 'var(--color-ink)',
          }}
        />
        <ReferenceLine x={rps} stroke="var(--color-ink-3)" strokeDasharray="3 3" />
        <Line type="stepAfter" dataKey="instances" stroke="var(--color-accent)" strokeWidth={2} dot={false} isAnimationActive={false} />
        <ReferenceDot x={rps} y={instances} r={4} fill="var(--color-accent)" stroke="var(--color-raised)" />
      </LineChart>
    </ResponsiveContainer>
  )
}

'use client'

import { useId } from 'react'
import { sliderThumb } from '@/components/traffic/slider-thumb'
import { cx } from '@/components/ui/class-names'
import { NumberField } from '@/components/ui/NumberField'

/** A slider with its number: drag for a feeling, type for the exact value, which may lie beyond the slider's end. */
export function LoadSlider(props: {
  label: string
  value: number
  min: number
  max: number
  unit?: string
  onChange: (value: number) => void
}) {
  const { label, value, min, max, unit, onChange } = props
  const id = useId()
  const at = Math.min(max, Math.max(min, value))
  const share = `${((at - min) / (max - min)) * 100}%`
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_8rem] items-center gap-x-4">
      <label htmlFor={id} className="col-span-2 mb-1 font-[540]">
        {label}
      </label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        value={at}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
        className={cx(
          'h-1.5 w-full cursor-pointer appearance-none rounded-full border bg-sunken',
          sliderThumb,
          '[&::-webkit-slider-thumb]:bg-raised',
        )}
        style={{ backgroundImage: `linear-gradient(to right, var(--color-accent) ${share}, transparent ${share})` }}
      />
      <NumberField
        label={label}
        hideLabel
        size="sm"
        value={value}
        minValue={0.1}
        onChange={(typed) => onChange(Number.isNaN(typed) ? min : typed)}
        {...(unit ? { unit } : {})}
      />
    </div>
  )
}

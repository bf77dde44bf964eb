/** The knob of a share's slider, in the two notations browsers have for it. */
export const sliderThumb =
  '[&::-webkit-slider-thumb]:size-4 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:border-[1.5px] [&::-webkit-slider-thumb]:border-ink-2 [&::-webkit-slider-thumb]:bg-raised [&::-moz-range-thumb]:size-3.5 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-[1.5px] [&::-moz-range-thumb]:border-ink-2 [&::-moz-range-thumb]:bg-raised'

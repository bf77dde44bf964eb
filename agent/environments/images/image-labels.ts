/** Labels of the images we build: which environment, and which installation. Containers inherit them, so they are none that containers are known by. */
export const environmentLabel = 'scorepoint.environment'
export const builderLabel = 'scorepoint.built-by'

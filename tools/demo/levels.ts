// Root mean square of full scale. Speech on a telephone has about 0.05, a silent line less than 0.001.
export const AUDIBLE = 0.01
export const SILENT = 0.001

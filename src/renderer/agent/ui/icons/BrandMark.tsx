/** A handset lifted off its hook. */
export function BrandMark({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="64 64 896 896" aria-hidden="true" focusable="false">
      <rect x="64" y="64" width="896" height="896" rx="208" fill="var(--accent-fill)" />
      <g fill="none" stroke="#fff" strokeLinecap="round" strokeLinejoin="round">
        <path d="M308 800H716M372 800V722M652 800V722" strokeWidth="72" />
        <g transform="rotate(-24 512 420)">
          <path d="M290 470C290 282 734 282 734 470" strokeWidth="116" strokeLinecap="butt" />
          <path d="M262 452H312V492H262ZM712 452H762V492H712Z" strokeWidth="112" fill="#fff" />
        </g>
      </g>
    </svg>
  )
}

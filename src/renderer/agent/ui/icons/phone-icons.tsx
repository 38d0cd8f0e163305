import { Icon, type IconProps } from './Icon.tsx'

const HANDSET =
  'M6.7 3.2 8.2 6.9 6.6 8.4a10.6 10.6 0 0 0 5 5l1.5-1.6 3.7 1.5v2.4a1.6 1.6 0 0 1-1.7 1.6A13 13 0 0 1 2.7 4.9a1.6 1.6 0 0 1 1.6-1.7z'

export const PhoneIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d={HANDSET} />
  </Icon>
)

export const PhoneFilledIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d={HANDSET} fill="currentColor" />
  </Icon>
)

/** The handset laid down. */
export const HangUpIcon = (props: IconProps) => (
  <Icon {...props}>
    <g transform="rotate(135 10 10) translate(-0.4 -0.2)">
      <path d={HANDSET} fill="currentColor" />
    </g>
  </Icon>
)

export const IncomingIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M15 5 5.5 14.5M5.5 7.5v7h7" />
  </Icon>
)

export const OutgoingIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M5 15l9.5-9.500M7.5 5.500h7v7" />
  </Icon>
)

export const MissedIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M16.5 6 10 12.5 4.5 7M4.5 11.500V7H9" />
  </Icon>
)

export const MicIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="7.5" y="2.5" width="5" height="9" rx="2.5" />
    <path d="M4.5 9.500a5.5 5.5 0 0 0 11 0M10 15v2.5" />
  </Icon>
)

export const MicOffIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M12.5 7.800V5a2.5 2.5 0 0 0-4.8-1M7.5 7.500V9a2.5 2.5 0 0 0 3.6 2.200M4.5 9.500a5.5 5.5 0 0 0 8.7 4.500M15.1 11.300c.3-.6.4-1.2.4-1.800M10 15v2.500M3 3l14 14" />
  </Icon>
)

export const PauseIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="5.2" y="4" width="3.2" height="12" rx="1" fill="currentColor" stroke="none" />
    <rect x="11.6" y="4" width="3.2" height="12" rx="1" fill="currentColor" stroke="none" />
  </Icon>
)

export const TransferIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 14.500v-1a5 5 0 0 1 5-5h8.500M13 4.500l4 4-4 4" />
  </Icon>
)

export const SwapIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 7.500h12l-3-3M16 12.500H4l3 3" />
  </Icon>
)

/** Three who talk with each other. */
export const ConferenceIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="10" cy="5.5" r="2.5" />
    <circle cx="4.8" cy="13.8" r="2.5" />
    <circle cx="15.2" cy="13.8" r="2.5" />
    <path d="M8.500 7.700 6.200 11.600M11.500 7.700l2.300 3.900M7.500 14.200h5" />
  </Icon>
)

/** One way becomes two. */
export const SplitIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 10h4.500l4-4.500H17M7.500 10l4 4.500H17M14.500 3 17 5.500 14.500 8M14.500 12l2.500 2.500-2.500 2.500" />
  </Icon>
)

export const KeypadIcon = (props: IconProps) => (
  <Icon {...props}>
    <g fill="currentColor" stroke="none">
      {[4.5, 10, 15.5].map((y) =>
        [4.5, 10, 15.5].map((x) => <circle key={`${x}-${y}`} cx={x} cy={y} r="1.6" />),
      )}
    </g>
  </Icon>
)

import { Icon, type IconProps } from './Icon.tsx'

/** A headset: the agent's own place. */
export const DeskIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3.5 12v-1.500a6.5 6.5 0 0 1 13 0V12" />
    <rect x="2.8" y="11" width="3.4" height="5" rx="1.4" />
    <rect x="13.8" y="11" width="3.4" height="5" rx="1.4" />
    <path d="M15.5 16c0 1.2-1.2 1.8-3 1.8" />
  </Icon>
)

export const CallsIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6v4l2.8 2" />
  </Icon>
)

export const CustomersIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="7.5" cy="7" r="3" />
    <path d="M2.5 16.500a5 5 0 0 1 10 0M12.8 4.200a3 3 0 0 1 0 5.600M14.5 12a5 5 0 0 1 3 4.5" />
  </Icon>
)

export const SettingsIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 6h7.500M14.5 6H17M3 14h2.500M9.5 14H17" />
    <circle cx="12.5" cy="6" r="2" />
    <circle cx="7.5" cy="14" r="2" />
  </Icon>
)

export const SearchIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="8.8" cy="8.8" r="5.3" />
    <path d="m13 13 4 4" />
  </Icon>
)

export const ChevronDownIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m5.5 8 4.5 4.500L14.5 8" />
  </Icon>
)

export const ChevronEndIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m8 5.5 4.5 4.500L8 14.5" />
  </Icon>
)

export const CloseIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m5.5 5.5 9 9M14.5 5.500l-9 9" />
  </Icon>
)

export const PlusIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M10 4v12M4 10h12" />
  </Icon>
)

export const CheckIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m4 10.5 4 4 8-9" />
  </Icon>
)

export const EditIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m4 16 .8-3.300L13.3 4.200a1.5 1.5 0 0 1 2.2 0l.3.300a1.5 1.5 0 0 1 0 2.200L7.3 15.200z" />
  </Icon>
)

export const CopyIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="7" y="7" width="9.5" height="9.5" rx="1.8" />
    <path d="M4.8 13H4.500A1.5 1.5 0 0 1 3 11.500v-7A1.5 1.5 0 0 1 4.5 3h7A1.5 1.5 0 0 1 13 4.500v.3" />
  </Icon>
)

export const MailIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="2.8" y="4.5" width="14.4" height="11" rx="1.8" />
    <path d="m3.5 6 6.5 5 6.5-5" />
  </Icon>
)

export const PersonAddIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="8" cy="7" r="3" />
    <path d="M3 16.500a5 5 0 0 1 10 0M15 6v5M12.5 8.500h5" />
  </Icon>
)

export const LinkIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M8.5 11.500a3 3 0 0 0 4.3 0l2.7-2.700a3 3 0 0 0-4.3-4.300l-1 1M11.5 8.500a3 3 0 0 0-4.3 0l-2.7 2.700a3 3 0 0 0 4.3 4.300l1-1" />
  </Icon>
)

export const WarningIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M10 3.5 17.5 16.500H2.500zM10 8.500v3.500M10 14.300v.1" />
  </Icon>
)

export const InfoIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 9.300v4M10 6.600v.1" />
  </Icon>
)

export const StopIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M7 2.800h6L17.2 7v6L13 17.200H7L2.8 13V7zM10 6.500v4.200M10 13.500v.1" />
  </Icon>
)

export const RefreshIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M16 8a6.3 6.3 0 0 0-11.5-.8M4 3.500v4h4M4 12a6.3 6.3 0 0 0 11.5.8M16 16.500v-4h-4" />
  </Icon>
)

export const TrashIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3.5 5.500h13M8 5.500v-2h4v2M5 5.500l.8 11h8.400l.8-11M8.5 8.500v5M11.5 8.500v5" />
  </Icon>
)

export const ImportIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M10 3v9M6.5 8.5 10 12l3.5-3.500M3.5 13v2A1.5 1.5 0 0 0 5 16.500h10a1.5 1.5 0 0 0 1.5-1.500v-2" />
  </Icon>
)

export const SpeakerIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 8v4h3l4 3.500v-11L6 8zM13 7.500a3.5 3.5 0 0 1 0 5M15 5a7 7 0 0 1 0 10" />
  </Icon>
)

export const NoteIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 4.500A1.5 1.5 0 0 1 5.5 3h9A1.5 1.5 0 0 1 16 4.500v8L12 17H5.500A1.5 1.5 0 0 1 4 15.500zM7 7h6M7 10.500h4" />
  </Icon>
)

export const ArrowUpIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M10 16V4.500M5 9l5-5 5 5" />
  </Icon>
)

export const ArrowDownIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M10 4v11.500M5 11l5 5 5-5" />
  </Icon>
)

export const PlugIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M7.5 3v4M12.5 3v4M5 7h10v2.500a5 5 0 0 1-10 0zM10 14.500V18" />
  </Icon>
)

export const CupIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3.5 8h10v4.500a3.5 3.5 0 0 1-3.5 3.500H7a3.5 3.5 0 0 1-3.5-3.500zM13.5 9h1a2.2 2.2 0 0 1 0 4.400h-1M6.5 3v2M10.5 3v2" />
  </Icon>
)

export const KeyboardIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="2.5" y="5" width="15" height="10.5" rx="1.8" />
    <path d="M5.5 8.300h.1M8.5 8.300h.1M11.5 8.300h.1M14.5 8.300h.1M7 12.300h6" />
  </Icon>
)

export const PaletteIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 3v14a7 7 0 0 0 0-14z" fill="currentColor" />
  </Icon>
)

/** Two arrows that follow each other: what is here and what is elsewhere are kept the same. */
export const SyncIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M16.500 8.500a6.8 6.800 0 0 0-12.300-2.300M3.500 11.500a6.8 6.800 0 0 0 12.300 2.300" />
    <path d="M4 2.800v3.700h3.700M16 17.200v-3.700h-3.700" />
  </Icon>
)

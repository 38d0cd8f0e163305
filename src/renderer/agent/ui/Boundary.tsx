import { Component, type ErrorInfo, type ReactNode } from 'react'

type Props = {
  readonly children: ReactNode
  /** What stands in the place of a part that broke, with the way to draw it again. */
  readonly broken: (again: () => void) => ReactNode
}
type State = { readonly failed: boolean }

/** Keeps a part that breaks from taking the rest of the window with it: a call's controls must stay. */
export class Boundary extends Component<Props, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override componentDidCatch(error: Error, { componentStack }: ErrorInfo): void {
    console.error(error, componentStack)
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return this.props.broken(() => this.setState({ failed: false }))
  }
}

using Fairlead.Kernel.Text;

namespace Fairlead.Web;

/// <summary>The server cannot listen where it was told to.</summary>
public sealed class ListenException(string listen, Exception cause)
    : Exception($"--listen: cannot listen at {listen}: {ListenFailure.Reason(cause) ?? "the system refuses"}. Choose another address or port.", cause)
{
    /// <summary>Another program has the port, and may give it up.</summary>
    public bool IsInUse => ListenFailure.IsInUse(InnerException!);
}

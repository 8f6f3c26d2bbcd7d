using System.Net.Sockets;

namespace Fairlead.Kernel.Text;

/// <summary>Why nothing can listen at an address, in words of ours.</summary>
public static class ListenFailure
{
    /// <returns>A clause without a full stop; null where the failure is about something else.</returns>
    public static string? Reason(Exception failure) => SocketErrorOf(failure) switch
    {
        SocketError.AddressAlreadyInUse => "another program listens there",
        SocketError.AccessDenied => "ports below 1024 need more rights than this user has",
        SocketError.AddressNotAvailable => "this machine has no such address",
        SocketError.AddressFamilyNotSupported => "this machine does not speak that version of IP",
        null => null,
        var other => $"the system refuses ({other})",
    };

    /// <summary>Whether the address may be free later.</summary>
    public static bool IsInUse(Exception failure) => SocketErrorOf(failure) == SocketError.AddressAlreadyInUse;

    private static SocketError? SocketErrorOf(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is SocketException socket)
                return socket.SocketErrorCode;
        }

        return null;
    }
}

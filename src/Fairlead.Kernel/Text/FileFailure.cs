namespace Fairlead.Kernel.Text;

/// <summary>
/// Why a file or directory cannot be used, in words of ours. The runtime's own texts guess: they say "Could not find file" of
/// a file that is to be written.
/// </summary>
public static class FileFailure
{
    private const string TooLarge = "it is larger than the file system or ulimit -f allows";

    /// <returns>A clause without a full stop, such as <c>the disk is full</c>.</returns>
    public static string Reason(Exception failure) => failure switch
    {
        FileNotFoundException => "there is no such place",
        DirectoryNotFoundException => "a directory on its path does not exist",
        UnauthorizedAccessException => "permission is denied",
        PathTooLongException => "its name is too long",
        _ when IsTooLarge(failure) => TooLarge,
        ArgumentException or NotSupportedException => "it is not a name for a file",
        // On Unix the runtime hands the system's number through.
        IOException io => ReasonOf(io.HResult),
        _ => "the system refuses",
    };

    /// <summary>Whether a file would have grown over its limit: of this failure alone the runtime makes no <see cref="IOException"/>.</summary>
    public static bool IsTooLarge(Exception failure) =>
        failure is ArgumentOutOfRangeException { ParamName: "value", Source: "System.Private.CoreLib" or "System.Console" };

    private static string ReasonOf(int number) => number switch
    {
        5 => "the disk fails",
        11 => "another process uses it",
        17 => "something by that name is there already",
        20 => "a part of its path is a file",
        21 => "it is a directory",
        27 => TooLarge,
        28 => "the disk is full",
        30 => "the file system is read-only",
        40 => "its symbolic links go round in a circle",
        122 => "the disk quota is used up",
        _ => $"the system refuses (error {number})",
    };
}

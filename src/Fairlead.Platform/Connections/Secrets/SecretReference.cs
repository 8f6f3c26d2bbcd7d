using System.Text;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Connections.Secrets;

/// <summary>A secret that is kept elsewhere and read when it is used: <c>env:NAME</c> or <c>file:/path</c>.</summary>
/// <remarks>Fairlead's own settings and files cannot be named: a connection would carry the master key to whatever host it points at.</remarks>
internal static class SecretReference
{
    private const string EnvironmentPrefix = "env:";
    private const string FilePrefix = "file:";
    private const int MaxBytes = 64 << 10;

    /// <summary>As many as Linux follows.</summary>
    private const int MaxLinks = 40;

    /// <summary>What the kernel shows of processes and devices; <c>/proc/self/environ</c> holds every variable.</summary>
    private static readonly string[] KernelFolders = ["/proc", "/sys", "/dev"];

    /// <summary>Variables with the path of a file that holds a secret of Fairlead's.</summary>
    private static readonly string[] PathVariables = [MasterKeyLoader.CommandVariable, "FAIRLEAD_ADMIN_PASSWORD_FILE"];

    private static readonly StringComparison PathComparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    public static bool IsReference(string secret) =>
        secret.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) || secret.StartsWith(FilePrefix, StringComparison.Ordinal);

    /// <returns><see langword="null"/> when it may be used; else why not, naming the place and never the value.</returns>
    public static string? Refuse(string reference, DataDirectory data)
    {
        if (reference.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            var name = reference[EnvironmentPrefix.Length..];
            if (name.Length is 0 or > 200 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                return "env: must be followed by the name of an environment variable";
            // Settings are read whatever the case of their names.
            return name.StartsWith("FAIRLEAD_", StringComparison.OrdinalIgnoreCase) ? $"the variable {name} is Fairlead's own; use another name" : null;
        }

        var path = reference[FilePrefix.Length..];
        if (!Path.IsPathFullyQualified(path) || path.Contains("..", StringComparison.Ordinal))
            return "file: must be followed by a full path without ..";
        if (KernelFolders.Any(f => IsWithin(Path.GetFullPath(path), f)))
            return "the file is none of a disk";
        return RealPathOf(path) is { } real ? RefuseReal(real, data) : "the path has too many links";
    }

    /// <exception cref="SecretUnreadableException">There is nothing there, or it cannot be read.</exception>
    public static async Task<SecretText> ReadAsync(string reference, DataDirectory data, CancellationToken ct)
    {
        if (Refuse(reference, data) is { } why)
            throw new SecretUnreadableException($"The reference cannot be used: {why}.");
        if (reference.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            var name = reference[EnvironmentPrefix.Length..];
            return Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
                ? new SecretText(value)
                : throw new SecretUnreadableException($"The environment variable {name} is not set.");
        }

        var path = reference[FilePrefix.Length..];
        try
        {
            // What was judged is opened, not the path with its links.
            var real = RealPathOf(path) ?? path;
            if (RefuseReal(real, data) is { } refused)
                throw new SecretUnreadableException($"The file {path} cannot be used: {refused}.");
            if (new FileInfo(real).Length is 0 or > MaxBytes)
                throw new SecretUnreadableException($"The file {path} is empty or larger than {MaxBytes} bytes.");
            return new SecretText((await File.ReadAllTextAsync(real, Encoding.UTF8, ct)).TrimEnd('\r', '\n'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretUnreadableException($"The file {path} cannot be read.", e);
        }
    }

    private static string? RefuseReal(string real, DataDirectory data)
    {
        if (KernelFolders.Any(f => IsWithin(real, f)))
            return "the file is none of a disk";
        if (RealPathOf(data.FullPath) is not { } own || IsWithin(real, own))
            return "the file is in Fairlead's own data directory";
        var naming = PathVariables.FirstOrDefault(v => WordsOf(v).Any(w => Path.IsPathFullyQualified(w) && string.Equals(RealPathOf(w), real, PathComparison)));
        return naming is null ? null : $"the file is Fairlead's own: {naming} names it";
    }

    private static string[] WordsOf(string variable) =>
        Environment.GetEnvironmentVariable(variable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, PathComparison) || path.Equals(folder, PathComparison);

    /// <summary>The same file by a path without links; <see cref="File.ResolveLinkTarget"/> looks at the last part of a path alone.</summary>
    /// <returns><see langword="null"/> when there are too many links, such as in a ring.</returns>
    private static string? RealPathOf(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var parts = new Stack<string>();
        Push(path[real.Length..]);
        var links = 0;
        while (parts.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
                return null;
            var root = Path.GetPathRoot(target) ?? "";
            real = root.Length > 0 ? root : real;
            Push(target[root.Length..]);
        }

        return real;

        void Push(string rest)
        {
            foreach (var part in rest.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                if (part != ".")
                    parts.Push(part);
            }
        }
    }
}

/// <summary>A secret is not where it should be.</summary>
internal sealed class SecretUnreadableException(string message, Exception? inner = null) : Exception(message, inner);

namespace Fairlead.Cli.Commands;

/// <summary>What the process ends with; the numbers from 64 are those of sysexits(3). docs/cli.md explains each.</summary>
internal enum ExitCode
{
    Done = 0,

    /// <summary>The command did its work, and part of the work was refused, held or put off. The output says which.</summary>
    DonePartly = 1,

    /// <summary>Only with <c>plan --detailed-exit-code</c>: there is something to do.</summary>
    ChangesWaiting = 2,

    /// <summary>Only of <c>secrets scan</c> and <c>secrets crawl</c>: all was looked through, and there are secrets.</summary>
    SecretsFound = 3,

    Usage = 64,

    /// <summary>The input was read and is not what it should be.</summary>
    BadData = 65,

    /// <summary>There is no such file, or no such thing by that name.</summary>
    NoInput = 66,

    /// <summary>The server, or Jira behind it, cannot be reached.</summary>
    Unavailable = 69,

    /// <summary>A mistake in Fairlead.</summary>
    Internal = 70,

    /// <summary>An output file cannot be made.</summary>
    CannotCreate = 73,

    /// <summary>Writing failed half way: a full disk.</summary>
    OutputFailed = 74,

    /// <summary>Not now: a limit, a lock, a server that is starting. The same command may work later.</summary>
    TryLater = 75,

    /// <summary>What answered does not speak Fairlead's contract.</summary>
    Protocol = 76,

    /// <summary>Not signed in, or not allowed.</summary>
    NotAllowed = 77,

    /// <summary>A configuration file or setting is wrong.</summary>
    Configuration = 78,

    /// <summary>Ended by Ctrl-C.</summary>
    Interrupted = 130,

    /// <summary>Ended by SIGTERM.</summary>
    Terminated = 143,
}

; Startframe for one user, without administrator rights: install, upgrade in place, uninstall.
; makensis -DVERSION=1.2.3 -DSOURCE=folder -DOUTPUT=file.exe
; Exit codes: 0 done, 2 could not be finished, 3 a newer version is installed, 4 Startframe is open,
; 5 uninstalled, but something stays.
; Options: /S silent, /D=folder (last), /NOOPENWITH; of the uninstaller: /S, /DELETEDATA.

Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64
ManifestDPIAware true
RequestExecutionLevel user

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh

!define APP_ID "io.github.startframe.Startframe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Startframe"
!define APP_PATH_KEY "Software\Microsoft\Windows\CurrentVersion\App Paths\Startframe.exe"
!define CLASSES "Software\Classes"
!define PROGID "Startframe.Picture"
!define EXE "$INSTDIR\Startframe.exe"
!define SHORTCUT "$SMPROGRAMS\Startframe.lnk"
!define QUIT_WAIT_S 20

Var IsUpgrade

Name "Startframe"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Startframe"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "Startframe ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Startframe"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Installs Startframe"
VIAddVersionKey "CompanyName" "The Startframe authors"
VIAddVersionKey "LegalCopyright" "GPL-3.0-or-later"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_FINISHPAGE_RUN "${EXE}"
!define MUI_FINISHPAGE_NOAUTOCLOSE
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipOnUpgrade
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCOMPONENTSPAGE_SMALLDESC
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; ── what the program itself is asked ────────────────────────────────────────────────────────────
; $0 is its exit code, or a word where it could not be run; one without its parts is not started
!macro ASK words timeout_ms
  StrCpy $0 "not whole"
  ${If} ${FileExists} "$INSTDIR\_internal\*"
    nsExec::ExecToLog /TIMEOUT=${timeout_ms} '"${EXE}" ${words}'
    Pop $0
  ${EndIf}
!macroend

; A running one is asked to close as its own Quit does, and may ask its user; then its file is free.
!macro END_RUNNING un
Function ${un}EndRunning
  IfFileExists "${EXE}" 0 free
  again:
    DetailPrint "Closing Startframe, if it is open"
    !insertmacro ASK "quit --wait ${QUIT_WAIT_S}" 60000
    StrCpy $1 0
    ${DoWhile} $1 < 20
      ClearErrors
      FileOpen $2 "${EXE}" a
      ${IfNot} ${Errors}
        FileClose $2
        Goto free
      ${EndIf}
      Sleep 250
      IntOp $1 $1 + 1
    ${Loop}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Startframe is still open. Close it, then press Retry.$\n$\nClips under way go on when it is opened again." /SD IDCANCEL IDRETRY again
    SetErrorLevel 4
    Quit
  free:
FunctionEnd
!macroend
!insertmacro END_RUNNING ""
!insertmacro END_RUNNING "un."

; ── install ─────────────────────────────────────────────────────────────────────────────────────
Section "Startframe" SEC_APP
  SectionIn RO
  Call RefuseForeign
  Call PutBack ; of an installation that was cut off between two renamings
  Call EndRunning
  ; The new files are laid beside the old ones, which go only when all are there
  RMDir /r "$INSTDIR\_internal.new"
  ClearErrors
  SetOutPath "$INSTDIR\_internal.new"
  File /r "${SOURCE}/_internal/*"
  SetOutPath "$INSTDIR"
  File "/oname=Startframe.new.exe" "${SOURCE}/Startframe.exe"
  ${If} ${Errors}
    Goto failed
  ${EndIf}
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\Startframe.old.exe"
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\_internal\*"
    Rename "$INSTDIR\_internal" "$INSTDIR\_internal.old"
  ${EndIf}
  ${If} ${FileExists} "${EXE}"
    Rename "${EXE}" "$INSTDIR\Startframe.old.exe"
  ${EndIf}
  ${IfNot} ${Errors}
    Rename "$INSTDIR\_internal.new" "$INSTDIR\_internal"
    Rename "$INSTDIR\Startframe.new.exe" "${EXE}"
  ${EndIf}
  ${If} ${Errors}
    Call PutBack
    Goto failed
  ${EndIf}
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\Startframe.old.exe"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  Call WriteShortcut
  Call WriteAppsEntry
  Goto done
  failed:
    Call DropNew
    MessageBox MB_OK|MB_ICONSTOP "Not everything could be written to $INSTDIR. Is the disk full?$\n$\nA Startframe that was there before is as it was." /SD IDOK
    SetErrorLevel 2
    Quit
  done:
SectionEnd

; Many programs have a folder of this name: theirs is not ours to replace
Function RefuseForeign
  ${If} ${FileExists} "$INSTDIR\_internal\*"
  ${AndIfNot} ${FileExists} "${EXE}"
  ${AndIfNot} ${FileExists} "$INSTDIR\Startframe.old.exe"
  ${AndIfNot} ${FileExists} "$INSTDIR\Uninstall.exe"
    MessageBox MB_OK|MB_ICONSTOP "$INSTDIR belongs to another program. Choose a folder of Startframe's own." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

Function DropNew
  RMDir /r "$INSTDIR\_internal.new"
  Delete "$INSTDIR\Startframe.new.exe"
FunctionEnd

; What was there before, as far as it has been moved aside
Function PutBack
  ${If} ${FileExists} "$INSTDIR\_internal.old\*"
    RMDir /r "$INSTDIR\_internal"
    Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\Startframe.old.exe"
    Delete "${EXE}"
    Rename "$INSTDIR\Startframe.old.exe" "${EXE}"
  ${EndIf}
FunctionEnd

Function .onInstFailed
  Call DropNew
FunctionEnd

Section "$\"Open with$\" for pictures" SEC_OPEN
  WriteRegStr HKCU "${CLASSES}\${PROGID}" "" "Picture"
  WriteRegStr HKCU "${CLASSES}\${PROGID}\DefaultIcon" "" "${EXE},0"
  WriteRegStr HKCU "${CLASSES}\${PROGID}\shell\open" "FriendlyAppName" "Startframe"
  WriteRegStr HKCU "${CLASSES}\${PROGID}\shell\open\command" "" '"${EXE}" "%1"'
  WriteRegStr HKCU "${CLASSES}\Applications\Startframe.exe" "FriendlyAppName" "Startframe"
  WriteRegStr HKCU "${CLASSES}\Applications\Startframe.exe\shell\open\command" "" '"${EXE}" "%1"'
  !macro OPEN_WITH ending
    WriteRegStr HKCU "${CLASSES}\${ending}\OpenWithProgids" "${PROGID}" ""
    WriteRegStr HKCU "${CLASSES}\Applications\Startframe.exe\SupportedTypes" "${ending}" ""
  !macroend
  !macro EACH_ENDING do
    !insertmacro ${do} ".jpg"
    !insertmacro ${do} ".jpeg"
    !insertmacro ${do} ".jpe"
    !insertmacro ${do} ".jfif"
    !insertmacro ${do} ".png"
    !insertmacro ${do} ".webp"
    !insertmacro ${do} ".heic"
    !insertmacro ${do} ".heif"
    !insertmacro ${do} ".hif"
    !insertmacro ${do} ".avif"
    !insertmacro ${do} ".tif"
    !insertmacro ${do} ".tiff"
    !insertmacro ${do} ".bmp"
    !insertmacro ${do} ".dib"
    !insertmacro ${do} ".gif"
  !macroend
  !insertmacro EACH_ENDING OPEN_WITH
SectionEnd

Section "-afterwards"
  ${IfNot} ${SectionIsSelected} ${SEC_OPEN}
    Call ForgetPictures
  ${EndIf}
  ${RefreshShellIcons}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SEC_APP} "The app, for you alone; nothing outside your own folders."
  !insertmacro MUI_DESCRIPTION_TEXT ${SEC_OPEN} "Startframe is offered where Windows asks what to open a picture with. It opens none by itself."
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function SkipOnUpgrade
  ${If} $IsUpgrade == 1
    Abort
  ${EndIf}
FunctionEnd

Function .onInit
  StrCpy $IsUpgrade 0
  ${IfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONSTOP "Startframe needs Windows 10, version 1809, or later." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} $0 "${VERSION}" $1
    ${If} $1 == 1
      MessageBox MB_OK|MB_ICONSTOP "Startframe $0 is installed, which is newer than ${VERSION}.$\n$\nAn older one may not understand its library. If you want it all the same, uninstall $0 first." /SD IDOK
      SetErrorLevel 3
      Quit
    ${EndIf}
    ; an upgrade asks for nothing that was answered before, and goes where the app is
    ReadRegStr $1 HKCU "${UNINSTALL_KEY}" "InstallLocation"
    ${If} ${FileExists} "$1\Startframe.exe"
      StrCpy $INSTDIR $1
      StrCpy $IsUpgrade 1
    ${EndIf}
    ReadRegStr $1 HKCU "${CLASSES}\${PROGID}" ""
    ${If} $1 == ""
      !insertmacro UnselectSection ${SEC_OPEN}
    ${EndIf}
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/NOOPENWITH" $1
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${SEC_OPEN}
  ${EndIf}
FunctionEnd

; In the Start menu, with the AppUserModelID that the window has: one button in the taskbar
Function WriteShortcut
  SetOutPath "$INSTDIR"
  CreateShortcut "${SHORTCUT}" "${EXE}" "" "${EXE}" 0 SW_SHOWNORMAL "" "Pictures into videos"
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("${SHORTCUT}",${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
        System::Call '*(&t${NSIS_MAX_STRLEN} "${APP_ID}")p.r4'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,p r4)p.r5'
        ${IPropertyStore::SetValue} $2 '($3,$5)'
        ${IPropertyStore::Commit} $2 ""
        System::Free $3
        System::Free $4
        System::Free $5
        ${IUnknown::Release} $2 ""
        ${IPersistFile::Save} $1 '("${SHORTCUT}",1)'
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
FunctionEnd

Function WriteAppsEntry
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "Startframe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "${EXE},0"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "The Startframe authors"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "URLInfoAbout" "https://github.com/startframe/startframe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
  WriteRegStr HKCU "${APP_PATH_KEY}" "" "${EXE}"
FunctionEnd

!macro FORGET_PICTURES un
Function ${un}ForgetPictures
  !insertmacro EACH_ENDING FORGET_ENDING
  DeleteRegKey HKCU "${CLASSES}\Applications\Startframe.exe"
  DeleteRegKey HKCU "${CLASSES}\${PROGID}"
FunctionEnd
!macroend
!macro FORGET_ENDING ending
  DeleteRegValue HKCU "${CLASSES}\${ending}\OpenWithProgids" "${PROGID}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ending}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ending}"
!macroend
!insertmacro FORGET_PICTURES ""
!insertmacro FORGET_PICTURES "un."

; ── uninstall ───────────────────────────────────────────────────────────────────────────────────
Section "-un.closing"
  Call un.EndRunning
SectionEnd

Section /o "un.Library, settings and queue too" UN_DATA
  !insertmacro ASK "forget --data" 120000
  ${If} $0 == 6
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "There are clips that have not come yet and may have been paid for. Without the queue nobody fetches them.$\n$\nRemove it all the same? No keeps library, settings and queue." /SD IDNO IDNO kept
    !insertmacro ASK "forget --data --unfinished-too" 120000
  ${EndIf}
  ${If} $0 != 0
    SetErrorLevel 5
    MessageBox MB_OK|MB_ICONEXCLAMATION "Not all of it could be removed. What is left lies in $LOCALAPPDATA\Startframe." /SD IDOK
  ${EndIf}
  kept:
SectionEnd

Section "un.Startframe" UN_APP
  SectionIn RO
  !insertmacro ASK "forget" 120000
  ${If} $0 != 0
    SetErrorLevel 5
    MessageBox MB_OK|MB_ICONEXCLAMATION "The key could not be taken out of Windows' keychain. In Control Panel, Credential Manager, Windows Credentials, remove what is named Startframe." /SD IDOK
  ${EndIf}
  ; Only what was put here: the folder may hold other things
  Delete "${EXE}"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_internal.new"
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\Startframe.new.exe"
  Delete "$INSTDIR\Startframe.old.exe"
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR"
  Delete "${SHORTCUT}"
  Call un.ForgetPictures
  DeleteRegKey HKCU "${APP_PATH_KEY}"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  ${RefreshShellIcons}
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${UN_DATA} "What Startframe keeps for itself. Your videos stay where they are, always."
  !insertmacro MUI_DESCRIPTION_TEXT ${UN_APP} "The app, and your key out of Windows' keychain."
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END

Function un.onInit
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DELETEDATA" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${UN_DATA}
  ${EndIf}
FunctionEnd

/* The page's file as it is, between two symbols. */
        .section .rodata
        .global steelyard_page_begin
        .global steelyard_page_end
steelyard_page_begin:
        .incbin STEELYARD_PAGE_FILE
steelyard_page_end:
        .byte 0
        .section .note.GNU-stack, "", %progbits
